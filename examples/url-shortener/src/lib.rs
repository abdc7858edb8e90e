//! Encore's URL shortener, with axum and sqldb.

mod id;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

#[sqldb::database(name = "url", migrations = "./migrations")]
pub mod database {}

use database::{DB, sql};

/// A short URL as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Url {
    /// What stands behind the last slash.
    pub id: String,
    /// Where it leads.
    pub url: String,
}

/// The routes of the service.
pub fn service() -> Router {
    Router::new()
        .route("/url", post(shorten).get(list))
        .route("/url/{id}", get(find))
        .route("/{id}", get(follow))
}

/// `POST /url {"url": …}` makes a short URL.
async fn shorten(Json(long): Json<Long>) -> Result<Json<Url>, Failure> {
    let Long { url } = long;
    let id = id::random();
    DB.exec(sql!("INSERT INTO url (id, original_url) VALUES (<id>, <url>)")).await?;
    Ok(Json(Url { id, url }))
}

/// `GET /url` lists all short URLs.
async fn list() -> Result<Json<Vec<Url>>, Failure> {
    Ok(Json(DB.query_all(sql!(Url, "SELECT id, original_url AS url FROM url ORDER BY id")).await?))
}

/// `GET /url/{id}` tells where a short URL leads.
async fn find(Path(id): Path<String>) -> Result<Json<Url>, Failure> {
    let row = sql!(Url, "SELECT id, original_url AS url FROM url WHERE id = <id>");
    DB.query_row(row).await?.map(Json).ok_or(Failure::NotFound)
}

/// `GET /{id}` goes there.
async fn follow(Path(id): Path<String>) -> Result<Redirect, Failure> {
    let row = DB.query_row(sql!("SELECT original_url FROM url WHERE id = <id>")).await?;
    row.map(|row| Redirect::temporary(&row.original_url)).ok_or(Failure::NotFound)
}

#[derive(Deserialize)]
struct Long {
    url: String,
}

/// Why a request has no answer.
enum Failure {
    NotFound,
    Database(sqldb::Error),
}

impl From<sqldb::Error> for Failure {
    fn from(error: sqldb::Error) -> Failure {
        Failure::Database(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Failure::NotFound => (StatusCode::NOT_FOUND, "there is no such URL").into_response(),
            Failure::Database(error) => {
                // The reason is for the operator, not for the client.
                eprintln!("url-shortener: {error}");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
