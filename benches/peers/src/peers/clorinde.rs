//! clorinde with deadpool-postgres, which its generated code is made for.
//!
//! `clorinde/` is what it makes of `queries/`; the test below proves that it is fresh.

use std::hint::black_box;
use std::pin::pin;

use clorinde_queries::queries::item::{all, balance, bulk, entry, insert, many, one, slow, update};
use deadpool_postgres::{Manager, Pool};
use futures_util::TryStreamExt;
use tokio_postgres::NoTls;

use super::item::{Columns, Item, TIMES};
use crate::Failure;
use crate::peer::{Done, Peer};
use crate::workload::Workload;

pub(crate) struct Clorinde(Pool);

impl Peer for Clorinde {
    const NAME: &'static str = "clorinde";
    const LEFT_OUT: &'static [Workload] = &[Workload::FirstUse, Workload::CopyIn10k];

    async fn connect(url: &str, connections: usize) -> Result<Clorinde, Failure> {
        let manager = Manager::new(url.parse()?, NoTls);
        Ok(Clorinde(Pool::builder(manager).max_size(connections).build()?))
    }

    async fn point(&self, id: i64) -> Done {
        let client = self.0.get().await?;
        black_box(one().bind(&client, &id).opt().await?);
        Ok(())
    }

    async fn slow(&self) -> Done {
        let client = self.0.get().await?;
        slow().bind(&client).one().await?;
        Ok(())
    }

    async fn insert_returning(&self, account: i64) -> Done {
        let client = self.0.get().await?;
        black_box(insert().bind(&client, &account, &7).one().await?);
        Ok(())
    }

    async fn transaction3(&self, account: i64) -> Done {
        let mut client = self.0.get().await?;
        let transaction = client.transaction().await?;
        black_box(balance().bind(&transaction, &account).one().await?);
        update().bind(&transaction, &7, &account).await?;
        entry().bind(&transaction, &account, &7).await?;
        Ok(transaction.commit().await?)
    }

    async fn rows(&self) -> Done {
        let client = self.0.get().await?;
        black_box(all().bind(&client).all().await?.len());
        Ok(())
    }

    async fn rows_borrowed(&self) -> Done {
        let client = self.0.get().await?;
        // Its borrowed rows are seen by a function without an environment.
        let query = all();
        let items = query.bind(&client).map(|item| {
            black_box((item.id, item.title, item.note, item.weight, item.done, item.created));
        });
        let mut items = pin!(items.iter().await?);
        let mut count = 0;
        while items.try_next().await?.is_some() {
            count += 1;
        }
        assert_eq!(count, 10_000);
        Ok(())
    }

    async fn stream(&self) -> Done {
        let client = self.0.get().await?;
        let query = many();
        let mut items = pin!(query.bind(&client, &TIMES).iter().await?);
        let mut count = 0;
        while let Some(item) = items.try_next().await? {
            black_box(item);
            count += 1;
        }
        assert_eq!(count, 2_000_000);
        Ok(())
    }

    async fn values(&self) -> Done {
        let Columns { ids, titles, notes, weights, dones, created } = Columns::of(Item::bulk());
        let created: Vec<_> = created.iter().map(|time| time.fixed_offset()).collect();
        let client = self.0.get().await?;
        let query = bulk();
        let inserted = query.bind(&client, &ids, &titles, &notes, &weights, &dones, &created);
        assert_eq!(inserted.await?, 10_000);
        Ok(())
    }

    async fn close(&self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ::clorinde::config::Config;

    use super::*;
    use crate::peers;
    use crate::server::Server;

    /// `UPDATE_EXPECT=1` writes it.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_generated_is_fresh() -> Done {
        let server = Server::start()?;
        peers::migrate(server.unix()).await?;
        let (client, connection) = tokio_postgres::connect(server.unix(), NoTls).await?;
        let connection = tokio::spawn(connection);
        let config = Config::builder_from_file("clorinde.toml")?;
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            ::clorinde::gen_live(&client, config.build())?;
        } else {
            let fresh = server.socket().join("clorinde");
            ::clorinde::gen_live(&client, config.destination(&fresh).build())?;
            assert_eq!(files(Path::new("clorinde"))?, files(&fresh)?);
        }
        drop(client);
        Ok(connection.await??)
    }

    /// The files of a directory with their texts.
    fn files(directory: &Path) -> Result<Vec<(String, String)>, Failure> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                let inner = self::files(&path)?;
                files
                    .extend(inner.into_iter().map(|(file, text)| (format!("{name}/{file}"), text)));
            } else {
                files.push((name, std::fs::read_to_string(&path)?));
            }
        }
        files.sort();
        Ok(files)
    }
}
