//! How long a start takes. Alone in its program, so that no other test of it is in the way.

mod common;

use std::time::{Duration, Instant};

use common::{Place, home, one, wait_until_stopped};
use sqldb_local::Purpose;

#[test]
fn an_initialised_cluster_starts_in_a_tenth_of_a_second() {
    let place = Place::new("warm", Purpose::Run);
    let home = home(&place.ensure());
    let mut times = Vec::new();
    // One of some, because others share the machine.
    let quick = (0..20).any(|_| {
        wait_until_stopped(&home);
        let started = Instant::now();
        let cluster = place.ensure();
        let spent = started.elapsed();
        assert_eq!(one(&cluster, "SELECT 1"), "1");
        times.push(spent);
        spent < Duration::from_millis(100)
    });
    assert!(quick, "{times:?}");
}
