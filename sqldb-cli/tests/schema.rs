//! `sqldb schema`: its SQL makes the same schema again, and its page works in a browser.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests, though not in functions of them")]

mod project;

use std::io::Write as _;
use std::process::Command;

use expect_test::expect;
use project::{Project, text};

/// A bit of everything.
const SCHEMA: &str = r#"
CREATE EXTENSION citext;
CREATE SCHEMA "Shop";
CREATE TYPE mood AS ENUM ('happy', 'it''s');
CREATE DOMAIN email AS citext DEFAULT 'nobody@example.com' CONSTRAINT has_at CHECK (VALUE ~ '@');
CREATE TYPE pair AS (a int, b text);
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' || 1 $$;
CREATE TABLE author (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email email UNIQUE,
    mood mood NOT NULL DEFAULT 'happy',
    favourite bigint
);
COMMENT ON TABLE author IS 'Who writes </script> and "quotes"';
CREATE TABLE "Shop".book (
    id serial PRIMARY KEY,
    author_id bigint NOT NULL REFERENCES author ON DELETE CASCADE,
    code text DEFAULT next_code(),
    "Title" varchar(20) COLLATE "C" NOT NULL CHECK ("Title" <> ''),
    price numeric(8, 2),
    gross numeric GENERATED ALWAYS AS (price * 1.25) STORED
);
COMMENT ON COLUMN "Shop".book.price IS 'without | tax';
ALTER TABLE author ADD CONSTRAINT likes FOREIGN KEY (favourite) REFERENCES "Shop".book DEFERRABLE;
CREATE INDEX book_price ON "Shop".book (lower("Title"), price DESC) WHERE price > 0;
CREATE TABLE event (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW cheap AS SELECT b.id, b."Title", a.mood FROM "Shop".book AS b JOIN author AS a ON a.id = author_id;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON author FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION books(author) RETURNS SETOF "Shop".book LANGUAGE sql AS $$ SELECT * FROM "Shop".book WHERE author_id = $1.id $$;
ALTER TABLE author ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON author FOR SELECT TO PUBLIC USING (mood = 'happy');
CREATE SEQUENCE number INCREMENT BY 5;
"#;

fn project(schema: &str) -> Project {
    let project = Project::empty();
    project.write("Cargo.toml", "[package]\nname = \"program\"\nedition = \"2024\"\n");
    let declaration =
        "#[sqldb::database(name = \"library\", migrations = \"./migrations\")] mod library {}";
    project.write("src/lib.rs", declaration);
    project.write("migrations/1_all.up.sql", schema);
    project
}

#[test]
fn the_statements_make_the_same_schema_again() {
    let first = project(SCHEMA);
    let script = first.printed(&["schema"]);
    let second = project(&script);
    assert_eq!(second.printed(&["schema"]), script);
    // Nothing was lost on the way, either.
    let model = |project: &Project| -> serde_json::Value {
        serde_json::from_str(&project.printed(&["schema", "library", "--json"])).unwrap()
    };
    let sorted = |mut model: serde_json::Value| {
        for part in ["types", "sequences", "relations", "functions"] {
            model[part].as_array_mut().unwrap().sort_by_key(|item| item["name"].to_string());
        }
        model
    };
    assert_eq!(sorted(model(&first)), sorted(model(&second)));
}

#[test]
fn people_read_tables_and_a_diagram() {
    let project = project(SCHEMA);
    let diagram = project.printed(&["schema", "--format", "mermaid"]);
    expect![[r#"
        erDiagram
            author {
                bigint id PK
                email email
                mood mood
                bigint favourite FK
            }
            "Shop.book" {
                integer id PK
                bigint author_id FK
                text code
                character_varying(20) Title
                numeric(8_2) price
                numeric gross
            }
            event {
                timestamp_with_time_zone at
                text what
            }
            cheap {
                integer id
                character_varying(20) Title
                mood mood
            }
            "Shop.book" |o--o{ author : favourite
            author ||--o{ "Shop.book" : author_id
    "#]]
    .assert_eq(&diagram);
    project.printed(&["schema", "--output", "schema.md"]);
    let page = std::fs::read_to_string(project.directory.join("schema.md")).unwrap();
    assert!(page.starts_with("# library\n\n```mermaid\nerDiagram\n"));
    assert!(page.contains("| price | numeric(8,2) | yes |  | without \\| tax |"), "{page}");
    assert!(page.contains("| mood | enum | happy, it's |"), "{page}");
}

#[test]
fn a_migration_that_fails_is_told() {
    let project = project("CREATE TABLE a (n nothing)");
    let said = project.refused(&["schema"], 1);
    assert!(said.contains("1_all.up.sql"), "{said}");
}

/// What the page does is tried by a script in it, where there is a browser.
#[test]
fn the_page_is_searched_and_clicked() {
    let project = project(SCHEMA);
    project.printed(&["schema", "--output", "schema.html"]);
    let file = project.directory.join("schema.html");
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(!page.contains("Who writes </script>"));
    let Some(browser) =
        ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
            Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
        })
    else {
        // Past what the test harness keeps, so that it is seen.
        let mut seen = std::io::stderr();
        return writeln!(seen, "not tested: what the page does, for want of Chromium").unwrap();
    };
    let script = r##"<script>
        const said = [];
        const visible = () => [...document.querySelectorAll("#list li:not([hidden])")].map(li => li.textContent).join("+");
        const bright = () => [...document.querySelectorAll("g.table:not(.dim)")].map(box => box.dataset.table).join("+");
        said.push(visible(), document.querySelectorAll("#lines path").length, byId("details").hidden);
        byId("search").value = "TITLE id"; byId("search").dispatchEvent(new Event("input"));
        said.push(visible(), bright());
        byId("search").value = ""; byId("search").dispatchEvent(new Event("input"));
        document.querySelector('g.table[data-table="author"]').dispatchEvent(new MouseEvent("click", { bubbles: true }));
        said.push(bright(), byId("details").hidden, byId("details").querySelector("h2").textContent, location.hash);
        said.push(byId("details").textContent.includes('</' + 'script> and "quotes"'));
        [...byId("details").querySelectorAll("a")].at(-1).click();
        said.push(byId("details").querySelector("h2").textContent);
        dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
        const before = byId("diagram").getAttribute("viewBox");
        byId("diagram").dispatchEvent(new WheelEvent("wheel", { deltaY: -300, clientX: 500, clientY: 300 }));
        said.push(byId("details").hidden, before !== byId("diagram").getAttribute("viewBox"));
        const boxes = [...document.querySelectorAll("g.table")].map(box => box.getBoundingClientRect());
        said.push(boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)));
        document.title = "=> " + said.join(" | ");
    </script></html>"##;
    std::fs::write(&file, page.replace("</html>", script)).unwrap();
    let mut command = Command::new(browser);
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=2000",
        "--dump-dom",
    ]);
    command.arg(format!("--user-data-dir={}", project.directory.join("profile").display()));
    let output = command.arg(format!("file://{}", file.display())).output().unwrap();
    let dom = text(&output.stdout);
    let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    let said = title.unwrap_or_default().replace("&gt;", ">");
    let all = "author+\"Shop\".book+event+event_2026+cheap view";
    let expected = [
        all,
        "2",
        "true",
        "\"Shop\".book+cheap view",
        "\"Shop\".book+cheap",
        "author+\"Shop\".book",
        "false",
        "author",
        "#author",
        "true",
        "\"Shop\".book",
        "true",
        "true",
        "false",
    ];
    assert_eq!(said, format!("=> {}", expected.join(" | ")), "{}", text(&output.stderr));
}
