//! A network: what goes through it arrives 0.7 ms later.
//!
//! It is a process of its own, so that its work is not taken for a client's.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::Failure;

/// How long each byte is on its way.
const DELAY: Duration = Duration::from_micros(700);

/// The process.
pub(crate) struct Relay {
    child: Child,
    port: u16,
}

impl Relay {
    /// Starts a relay to a port of this machine.
    pub(crate) fn start(target: u16) -> Result<Relay, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["relay", &target.to_string()])
            // It ends when this pipe does, however we end.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = String::new();
        let stdout = child.stdout.take().ok_or("the relay has no output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut said)?;
        Ok(Relay { child, port: said.trim().parse()? })
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `relay`: prints the port, and passes on what comes until it is killed.
pub(crate) fn run(target: &str) -> Result<(), Failure> {
    let target: u16 = target.parse()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    for client in listener.incoming() {
        let client = client?;
        let server = TcpStream::connect(("127.0.0.1", target))?;
        for stream in [&client, &server] {
            stream.set_nodelay(true)?;
        }
        pass(client.try_clone()?, server.try_clone()?);
        pass(server, client);
    }
    Ok(())
}

/// Passes one direction on: one thread reads, another waits and writes.
fn pass(mut from: TcpStream, mut to: TcpStream) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let bytes = buffer.get(..length).unwrap_or_default().to_vec();
            if sender.send((Instant::now() + DELAY, bytes)).is_err() {
                break;
            }
        }
    });
    std::thread::spawn(move || {
        for (due, bytes) in receiver {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}
