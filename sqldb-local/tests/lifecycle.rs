//! Clusters start, are shared, and stop when nobody uses them, whoever is killed.

mod common;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use common::{Place, home, is_running, kill, one, postmaster, started_at, supervisors};
use common::{wait_until, wait_until_stopped};
use sqldb_local::{Cluster, Creation, Purpose};

/// Not a test: what the processes run that the tests start.
#[test]
fn participant() {
    common::participate();
}

#[test]
fn a_cluster_is_joined_then_stopped_and_keeps_its_data() {
    let place = Place::new("keeps", Purpose::Run);
    let first = place.ensure();
    let second = place.ensure();
    assert_eq!(started_at(&first), started_at(&second));
    assert_eq!(first.ensure_database("todo").unwrap(), Creation::Created);
    assert_eq!(first.ensure_database("todo").unwrap(), Creation::Existed);
    assert_eq!(one(&first, "SHOW fsync"), "on");
    let steps = place.steps.lock().unwrap().join("\n");
    assert_eq!(steps.matches("starting PostgreSQL ").count(), 1, "{steps}");
    let home = home(&first);
    drop(first);
    // One user is left.
    thread::sleep(Duration::from_millis(200));
    assert_eq!(one(&second, "SELECT 1"), "1");
    drop(second);
    wait_until_stopped(&home);
    assert_eq!(place.ensure().ensure_database("todo").unwrap(), Creation::Existed);
    wait_until_stopped(&home);
}

#[test]
fn the_letters_of_all_languages_are_known() {
    let place = Place::new("letters", Purpose::Test);
    let cluster = place.ensure();
    assert_eq!(one(&cluster, "SELECT lower('ÅÄÖ')"), "åäö");
    assert_eq!(one(&cluster, "SELECT 'ä' ~ '\\w' AND 'Ä' ILIKE 'ä'"), "t");
    assert_eq!(one(&cluster, "SHOW timezone"), "UTC");
    assert_eq!(one(&cluster, "SHOW server_encoding"), "UTF8");
}

#[test]
fn the_data_of_a_test_cluster_are_removed() {
    let place = Place::new("removed", Purpose::Test);
    let cluster = place.ensure();
    assert_eq!(one(&cluster, "SHOW fsync"), "off");
    let data = PathBuf::from(one(&cluster, "SHOW data_directory"));
    let own = data.parent().unwrap().to_owned();
    assert!(data.exists());
    let home = home(&cluster);
    drop(cluster);
    wait_until_stopped(&home);
    wait_until("nothing is left", || {
        // Another test may have removed the directory itself.
        fs::read_dir(&own).map_or(true, |mut entries| entries.next().is_none())
    });
}

#[test]
fn databases_are_copied_and_dropped() {
    let place = Place::new("copied", Purpose::Test);
    let cluster = place.ensure();
    assert_eq!(cluster.ensure_database("it's \"one\"").unwrap(), Creation::Created);
    cluster.simple_query("it's \"one\"", "CREATE TABLE t AS SELECT 7 AS n").unwrap();
    cluster.create_database_from_template("two", "it's \"one\"").unwrap();
    let rows = cluster.simple_query("two", "SELECT n FROM t").unwrap();
    assert_eq!(rows, [[Some("7".to_owned())]]);
    let taken = cluster.create_database_from_template("two", "template1").unwrap_err();
    assert_eq!(taken.code(), Some("42P04"));
    let connected = cluster.simple_query("two", "SELECT pg_backend_pid()").unwrap();
    assert_eq!(connected.len(), 1);
    cluster.rename_database("two", "it's \"two\"").unwrap();
    assert_eq!(cluster.databases().unwrap(), ["it's \"one\"", "it's \"two\""]);
    assert_eq!(cluster.rename_database("two", "three").unwrap_err().code(), Some("3D000"));
    let taken = cluster.rename_database("it's \"two\"", "it's \"one\"").unwrap_err();
    assert_eq!(taken.code(), Some("42P04"));
    cluster.rename_database("it's \"two\"", "two").unwrap();
    cluster.drop_database("two").unwrap();
    cluster.drop_database("two").unwrap();
    assert_eq!(cluster.simple_query("two", "SELECT 1").unwrap_err().code(), Some("3D000"));
}

#[test]
fn twenty_threads_create_one_database() {
    let place = Place::new("threads", Purpose::Test);
    let _cluster = place.ensure();
    let created = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..20).map(|_| scope.spawn(|| place.ensure().ensure_database("todo"))).collect();
        let results = threads.into_iter().map(|thread| thread.join().unwrap().unwrap());
        results.filter(|creation| *creation == Creation::Created).count()
    });
    assert_eq!(created, 1);
}

#[test]
fn who_comes_while_the_server_stops_gets_one_that_runs() {
    let place = Place::new("meanwhile", Purpose::Run);
    for round in 0..25 {
        let cluster = place.ensure();
        assert_eq!(one(&cluster, "SELECT 1"), "1");
        drop(cluster);
        // Different moments of the shutdown, which takes 50 ms or so.
        thread::sleep(Duration::from_millis(round * 3));
    }
    let last = place.ensure();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(one(&last, "SELECT 1"), "1");
}

#[test]
fn a_server_that_was_killed_is_started_again() {
    let place = Place::new("postmaster", Purpose::Run);
    let first = place.ensure();
    first.ensure_database("todo").unwrap();
    let home = home(&first);
    for _ in 0..3 {
        kill(&postmaster(&place.ensure()));
        let again = place.ensure();
        assert_eq!(again.ensure_database("todo").unwrap(), Creation::Existed);
    }
    drop(first);
    wait_until_stopped(&home);
}

#[test]
fn the_server_outlives_the_killed_process_that_started_it_while_it_is_used() {
    let place = Place::new("starter", Purpose::Run);
    let mut starter = place.participant();
    let time = starter.started_at();
    let user = place.ensure();
    starter.kill();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(started_at(&user), time);
    let home = home(&user);
    drop(user);
    wait_until_stopped(&home);
}

#[test]
fn the_server_stops_when_its_only_user_is_killed() {
    let place = Place::new("only", Purpose::Run);
    let mut starter = place.participant();
    starter.started_at();
    let home = home(&place.ensure());
    assert!(is_running(&home));
    starter.kill();
    wait_until_stopped(&home);
}

#[test]
fn a_start_that_is_killed_at_any_moment_hurts_nobody() {
    let place = Place::new("midway", Purpose::Run);
    for delay in [2, 8, 15, 25, 40, 60, 90, 130] {
        let starter = place.participant();
        thread::sleep(Duration::from_millis(delay));
        starter.kill();
    }
    let cluster = place.ensure();
    assert_eq!(one(&cluster, "SELECT 1"), "1");
    assert_eq!(supervisors(&cluster).len(), 2, "a supervisor and its watcher");
}

#[test]
fn a_server_without_supervisor_is_adopted() {
    let place = Place::new("adopted", Purpose::Run);
    let first = place.ensure();
    let time = started_at(&first);
    let shells = supervisors(&first);
    assert_eq!(shells.len(), 2, "a supervisor and its watcher");
    shells.iter().for_each(|pid| kill(pid));
    let second = place.ensure();
    assert_eq!(started_at(&second), time);
    let home = home(&first);
    // Both count for the new supervisor, also the one that joined the old.
    drop(second);
    thread::sleep(Duration::from_millis(300));
    assert_eq!(one(&first, "SELECT 1"), "1");
    drop(first);
    wait_until_stopped(&home);
}

#[test]
fn a_stale_postmaster_pid_is_no_obstacle_though_the_pid_is_in_use() {
    let other = Place::new("other", Purpose::Run);
    let other_cluster = other.ensure();
    let place = Place::new("stale", Purpose::Run);
    let cluster = place.ensure();
    let data = PathBuf::from(one(&cluster, "SHOW data_directory"));
    let home = home(&cluster);
    kill(&postmaster(&cluster));
    drop(cluster);
    wait_until_stopped(&home);
    // The id of a living process of the same account: PostgreSQL itself would refuse to start.
    let file = data.join("postmaster.pid");
    let text = fs::read_to_string(&file).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    fs::write(&file, format!("{}\n{rest}", postmaster(&other_cluster))).unwrap();
    assert_eq!(one(&place.ensure(), "SELECT 1"), "1");
    assert_eq!(one(&other_cluster, "SELECT 1"), "1");
}

#[test]
fn the_workspace_may_be_unreachable_for_the_server() {
    let mut place = Place::new("private", Purpose::Run);
    let outside = place.workspace.clone();
    fs::set_permissions(&outside, PermissionsExt::from_mode(0o700)).unwrap();
    place.workspace = outside.join("workspace");
    fs::create_dir(&place.workspace).unwrap();
    assert_eq!(one(&place.ensure(), "SELECT 1"), "1");
    fs::remove_dir_all(outside).unwrap();
}

#[test]
fn stale_data_of_other_test_clusters_are_removed() {
    let dead = Place::new("dead", Purpose::Shadow);
    let cluster = dead.ensure();
    let data = PathBuf::from(one(&cluster, "SHOW data_directory"));
    let home = home(&cluster);
    for pid in supervisors(&cluster) {
        kill(&pid);
    }
    kill(&postmaster(&cluster));
    drop(cluster);
    wait_until_stopped(&home);
    // Nobody was left to remove them, so the next start of a throw-away cluster does.
    let other = Place::new("sweeping", Purpose::Test);
    let _cluster = other.ensure();
    wait_until("the stale data are removed", || !data.exists());
}

#[test]
fn a_start_that_fails_shows_the_log() {
    let place = Place::new("broken", Purpose::Run);
    let cluster = place.ensure();
    let control = PathBuf::from(one(&cluster, "SHOW data_directory")).join("global/pg_control");
    let home = home(&cluster);
    drop(cluster);
    wait_until_stopped(&home);
    File::options().write(true).open(control).unwrap().set_len(0).unwrap();
    let message = Cluster::ensure(&place.request()).unwrap_err().to_string();
    assert!(message.starts_with("PostgreSQL ended while it was starting; end of `"), "{message}");
    assert!(message.contains("pg_control"), "{message}");
}

#[test]
fn the_url_names_the_socket() {
    let place = Place::new("url", Purpose::Test);
    let cluster = place.ensure();
    let sockets = cluster.socket_directory().display().to_string();
    assert!(sockets.len() < 80);
    assert_eq!(
        cluster.url("to do", Cluster::SUPERUSER),
        format!(
            "postgresql://postgres@{}:5432/to%20do?sslmode=disable",
            sockets.replace('/', "%2F")
        )
    );
}

#[test]
fn a_base_directory_that_the_server_cannot_reach_is_refused() {
    let place = Place::new("unreachable", Purpose::Run);
    fs::set_permissions(&place.workspace, PermissionsExt::from_mode(0o700)).unwrap();
    let mut request = place.request();
    request.options.directory = Some(place.workspace.join("base"));
    let result = Cluster::ensure(&request);
    if rustix::process::geteuid().is_root() {
        let message = result.unwrap_err().to_string();
        let directory = place.workspace.display();
        let expected = format!("which may not enter `{directory}`; set `SQLDB_LOCAL_DIR` to");
        assert!(message.contains(&expected), "{message}");
    } else {
        // Without a change of account the directory is ours, and so it is the server's.
        assert_eq!(one(&result.unwrap(), "SELECT 1"), "1");
    }
}

#[test]
fn the_output_of_a_program_ends_with_it_though_the_server_goes_on() {
    let place = Place::new("output", Purpose::Run);
    let mut participant = place.participant_with_idle(Duration::from_secs(4));
    let time = participant.started_at();
    // A pipe that the server holds open would make `cargo build` or a CI job wait for its end.
    participant.end_and_close();
    assert_eq!(started_at(&place.ensure()), time);
}

#[test]
fn who_comes_during_the_grace_gets_the_same_server() {
    let place = Place::new("grace", Purpose::Run);
    let mut first = place.participant_with_idle(Duration::from_secs(2));
    let time = first.started_at();
    first.end();
    thread::sleep(Duration::from_millis(700));
    let second = place.ensure();
    thread::sleep(Duration::from_millis(2000));
    assert_eq!(started_at(&second), time);
}

#[test]
fn a_cluster_whose_directory_was_removed_is_made_anew() {
    let place = Place::new("deleted", Purpose::Run);
    let first = place.ensure();
    let time = started_at(&first);
    fs::remove_dir_all(home(&first)).unwrap();
    let second = place.ensure();
    assert_ne!(started_at(&second), time);
    // The end of the old server, which has no files any more, does not touch the new one.
    let socket = first.socket_directory().join(".s.PGSQL.5432");
    drop(first);
    wait_until("the old server is stopped", || !socket.exists());
    fs::remove_dir(socket.parent().unwrap()).unwrap();
    assert_eq!(one(&place.ensure(), "SELECT 1"), "1");
}
