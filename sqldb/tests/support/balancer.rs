//! What is before two servers where HAProxy is not installed: clients get to the first one, and to the second
//! while that takes no connections.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

/// Starts it, for servers at these ports of this machine; returns its own.
pub(crate) fn start(servers: [u16; 2]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let server =
                servers.iter().find_map(|port| TcpStream::connect(("127.0.0.1", *port)).ok());
            if let (Ok(client), Some(server)) = (client, server) {
                let (again_client, again_server) =
                    (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || pass_on(client, server));
                thread::spawn(move || pass_on(again_server, again_client));
            }
        }
    });
    port
}

/// Until one ends, and then both do.
fn pass_on(mut from: TcpStream, mut to: TcpStream) {
    let _ = to.set_nodelay(true);
    let _ = io::copy(&mut from, &mut to);
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
