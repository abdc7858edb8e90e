//! "Handling file uploads".

use encore_pages::files::{self, DB};

#[tokio::test]
async fn files_are_kept_byte_by_byte() -> sqldb::Result<()> {
    DB.configure(sqldb::Config::test())?;
    let all_bytes: Vec<u8> = (0..=255).collect();
    files::save("bytes.bin", b"old").await?;
    files::save("bytes.bin", &all_bytes).await?;
    assert_eq!(files::get("bytes.bin").await?, Some(all_bytes));
    assert_eq!(files::get("missing.bin").await?, None);

    // "Handling multiple file uploads", and "large files": beyond what one packet holds.
    let large = vec![7; 8 << 20];
    assert_eq!(files::save_all(&[("empty.txt", b""), ("large.bin", &large)]).await?, 2);
    assert_eq!(files::get("large.bin").await?, Some(large));
    let listed = files::list().await?;
    let listed: Vec<_> = listed.iter().map(|(name, size)| (name.as_str(), *size)).collect();
    assert_eq!(listed, [("bytes.bin", 256), ("empty.txt", 0), ("large.bin", 8 << 20)]);
    Ok(())
}
