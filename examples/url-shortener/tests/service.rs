//! The service over its routes, on a real PostgreSQL.

#![expect(clippy::expect_used, reason = "a test may fail")]

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use tower::ServiceExt;
use url_shortener::{Url, database, service};

#[tokio::test]
async fn a_url_is_shortened_listed_found_and_followed() {
    database::DB.configure(sqldb::Config::test()).expect("nothing else was said");

    let long = "https://example.com/?q=<b>";
    let body = serde_json::json!({ "url": long }).to_string();
    let posted = Request::post("/url").header(CONTENT_TYPE, "application/json");
    let short: Url = json(call(posted.body(Body::from(body)).expect("a request")).await).await;
    assert_eq!((short.url.as_str(), short.id.len()), (long, 8));

    assert_eq!(json::<Vec<Url>>(get("/url").await).await, std::slice::from_ref(&short));
    assert_eq!(json::<Url>(get(&format!("/url/{}", short.id)).await).await, short);

    let followed = get(&format!("/{}", short.id)).await;
    assert_eq!(followed.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(followed.headers().get(LOCATION).expect("a place to go"), long);

    // What would be injection in concatenated text is a name that does not exist.
    let stranger = get("/url/x'%20OR%20'1'='1").await;
    assert_eq!(stranger.status(), StatusCode::NOT_FOUND);

    database::DB.close().await;
}

async fn get(path: &str) -> Response {
    call(Request::get(path).body(Body::empty()).expect("a request")).await
}

async fn call(request: Request<Body>) -> Response {
    service().oneshot(request).await.expect("an answer")
}

async fn json<T: serde::de::DeserializeOwned>(response: Response) -> T {
    assert_eq!(response.status(), StatusCode::OK);
    let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    serde_json::from_slice(&body).expect("the answer's shape")
}
