mod db;
#[cfg(windows)]
mod not_there;
