//! Numbers that look random, the same in every run.

/// The next one, below 2^31, of those that `seed` begins with (Knuth's MMIX generator, whose upper bits are
/// the better ones).
pub(crate) fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}
