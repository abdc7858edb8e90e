//! What goes through the wire, in both directions, as text: a message is its tag and what is in it.

mod script;

use expect_test::{Expect, expect};

use self::script::{Ends, let_in, message, messages, receive, send, shown, started, welcomed};
use super::{COMMIT, Delivery, Wire};

/// What becomes of `requests`, sent at once, and of `answers`, cut into pieces of every length.
fn check(requests: &str, answers: &str, expected: Expect) {
    check_on(started, "", "", requests, answers, expected);
}

/// The same where other requests were answered before.
fn check_on(
    started: impl Fn() -> Wire<Ends>,
    requests_before: &str,
    answers_before: &str,
    requests: &str,
    answers: &str,
    expected: Expect,
) {
    let (requests_before, answers_before) = (messages(requests_before), messages(answers_before));
    let (requests, answers) = (messages(requests), messages(answers));
    let mut outcome = None::<String>;
    for piece in 1..=answers.len().min(200) {
        let mut wire = started();
        wire.stream.takes = Some(piece);
        send(&mut wire, &requests_before);
        wire.stream.answers = answers_before.chunks(piece).map(<[u8]>::to_vec).collect();
        receive(&mut wire);
        wire.stream.sent.clear();
        send(&mut wire, &requests);
        wire.stream.answers = answers.chunks(piece).map(<[u8]>::to_vec).collect();
        let handed = receive(&mut wire);
        let shown = format!(
            "sent:   {}\nhanded: {}",
            shown(&wire.stream.sent, false),
            unrun(&shown(&handed, true))
        );
        match &outcome {
            None => outcome = Some(shown),
            Some(before) => assert_eq!(*before, shown, "in pieces of {piece}"),
        }
    }
    expected.assert_eq(&outcome.unwrap());
}

/// How rows are put together depends on the pieces; which rows they are does not.
fn unrun(text: &str) -> String {
    text.replace("])", " ")
        .replace("D(NULL,[", " ")
        .replace("D([", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn what_is_not_ours_passes() {
    check(
        "P(s1,SELECT~1) S B(s1) E S Q(SELECT~2) Close(s1) S",
        "1 Z 2 D(1) C(SELECT~1) Z T D(2) C(SELECT~1) Z 3 Z",
        expect![[r#"
            sent:   P(s1,SELECT 1) S B(s1) E S Q(SELECT 2) C S
            handed: 1 Z(I) 2 D(1) C(SELECT 1) Z(I) T D(2) C(SELECT 1) Z(I) 3 Z(I)"#]],
    );
}

#[test]
fn rows_of_marked_statements_come_in_runs() {
    let mut wire = started();
    send(&mut wire, &messages("P(s12,SELECT~a,~b~FROM~t;) S B(s12) E S"));
    wire.stream.answers = vec![messages("1 Z 2 D(a,b) D(c,NULL) N D(e,f) C(SELECT~3) Z")];
    expect!["1 Z(I) 2 D(NULL,[D(a,b) D(c,NULL)]) N D(NULL,[D(e,f)]) C(SELECT 3) Z(I)"]
        .assert_eq(&shown(&receive(&mut wire), true));

    // Not that of a statement that has taken its place, nor that of another.
    send(&mut wire, &messages("Close(s12) S P(s13,SELECT~a~FROM~t) S B(s12) E S B(s13) E S"));
    wire.stream.answers = vec![messages("3 Z 1 Z 2 D(a) C(SELECT~1) Z 2 D(b) C(SELECT~1) Z")];
    expect!["3 Z(I) 1 Z(I) 2 D(a) C(SELECT 1) Z(I) 2 D(b) C(SELECT 1) Z(I)"]
        .assert_eq(&shown(&receive(&mut wire), true));
}

#[test]
fn one_execution_is_looked_at_as_a_whole() {
    let mut wire = started();
    send(&mut wire, &messages("P(s1,SELECT~a~FROM~t;) S P(s2,SELECT~a~FROM~t) S"));
    wire.stream.answers = vec![messages("1 Z 1 Z")];
    receive(&mut wire);
    let check = |request: &str, expected: Option<Delivery>| {
        let found = wire.requests.one_execution(&messages(request), &wire.expected);
        assert_eq!(found, expected, "{request}");
    };
    check("B(s1) E S", Some(Delivery::InRuns));
    check("B(s2) E S", Some(Delivery::RowByRow));
    check("B(s1) E", None);
    check("B(s1) E S B(s1) E S", None);
    check("P(s3,SELECT~a~FROM~t;) S", None);
    // Of each the rows come so, also behind the other.
    send(&mut wire, &messages("B(s1) E S"));
    send(&mut wire, &messages("B(s2) E S"));
    send(&mut wire, &messages("B(s1) E S"));
    let rows = messages("2 D(a) D(b) C(SELECT~2) Z");
    wire.stream.answers = vec![rows.repeat(3)];
    expect!["2 D([D(a) D(b)]) C(SELECT 2) Z(I) 2 D(a) D(b) C(SELECT 2) Z(I) 2 D([D(a) D(b)]) C(SELECT 2) Z(I)"]
        .assert_eq(&shown(&receive(&mut wire), true));
}

#[test]
fn runs_are_cut_where_what_was_received_is() {
    check(
        "P(s1,SELECT~a,~b~FROM~t;) S B(s1) E S B(s1) E S",
        "1 Z 2 D(a,b) D(cccccccccccccccccc,NULL) D(e,f) C(SELECT~3) Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   P(s1,SELECT a, b FROM t;) S B(s1) E S B(s1) E S
            handed: 1 Z(I) 2 D(a,b) D(cccccccccccccccccc,NULL) D(e,f) C(SELECT 3) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
}

#[test]
fn rows_without_columns_come_one_by_one() {
    check(
        "P(s1,SELECT~FROM~t;) S B(s1) E S",
        "1 Z 2 D() D() C(SELECT~2) Z",
        expect![[r#"
            sent:   P(s1,SELECT FROM t;) S B(s1) E S
            handed: 1 Z(I) 2 D() D() C(SELECT 2) Z(I)"#]],
    );
}

#[test]
fn begin_and_commit_share_the_sync_of_their_neighbors() {
    let commit = COMMIT.replace(' ', "~");
    check(
        &format!("Q(BEGIN~READ~ONLY) B(s1) E S B(s2) E S Q({commit}) B(s3) E S"),
        "1 2 C(BEGIN) 2 D(a) C(SELECT~1) Z 2 C(UPDATE~1) 1 2 C(SAVEPOINT) 1 2 C(COMMIT) Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   P(,BEGIN READ ONLY) B() E B(s1) E S B(s2) E P(,SAVEPOINT sqldb_commit) B() E P(,COMMIT) B() E S B(s3) E S
            handed: C(BEGIN) Z(T) 2 D(a) C(SELECT 1) Z(I) 2 C(UPDATE 1) Z(T) C(SAVEPOINT) C(COMMIT) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
}

#[test]
fn one_statement_between_begin_and_commit() {
    let commit = COMMIT.replace(' ', "~");
    check(
        &format!("P(s1,SELECT~a~FROM~t;) S Q(BEGIN) B(s1) E S Q({commit})"),
        "1 Z 1 2 C(BEGIN) 2 D(a) D(b) C(SELECT~2) 1 2 C(SAVEPOINT) 1 2 C(COMMIT) Z",
        expect![[r#"
            sent:   P(s1,SELECT a FROM t;) S P(,BEGIN) B() E B(s1) E P(,SAVEPOINT sqldb_commit) B() E P(,COMMIT) B() E S
            handed: 1 Z(I) C(BEGIN) Z(T) 2 D(a) D(b) C(SELECT 2) Z(T) C(SAVEPOINT) C(COMMIT) Z(I)"#]],
    );
}

/// What is set for a transaction is part of how it begins: nothing is executed behind what is refused.
#[test]
fn settings_are_sent_with_begin() {
    let commit = COMMIT.replace(' ', "~");
    let requests =
        format!("Q(BEGIN~READ~ONLY;~SET~LOCAL~a~=~1;~SET~LOCAL~b~=~2) B(s1) E S Q({commit})");
    check(
        &requests,
        "1 2 C(BEGIN) 1 2 C(SET) 1 2 C(SET) 2 D(a) C(SELECT~1) 1 2 C(SAVEPOINT) 1 2 C(COMMIT) Z",
        expect![[r#"
            sent:   P(,BEGIN READ ONLY) B() E P(,SET LOCAL a = 1) B() E P(,SET LOCAL b = 2) B() E B(s1) E P(,SAVEPOINT sqldb_commit) B() E P(,COMMIT) B() E S
            handed: C(BEGIN) C(SET) C(SET) Z(T) 2 D(a) C(SELECT 1) Z(T) C(SAVEPOINT) C(COMMIT) Z(I)"#]],
    );
    check(
        &requests,
        "1 2 C(BEGIN) 1 2 Error(22023) Z",
        expect![[r#"
        sent:   P(,BEGIN READ ONLY) B() E P(,SET LOCAL a = 1) B() E P(,SET LOCAL b = 2) B() E B(s1) E P(,SAVEPOINT sqldb_commit) B() E P(,COMMIT) B() E S
        handed: C(BEGIN) Error(22023) Z(E) Error(25P02) Z(E) Error(25P02) Z(I)"#]],
    );
    // What more than begins is sent as it is.
    let others = "Q(BEGIN;~DELETE~FROM~t) B(s1) E S Q(BEGIN;~SET~LOCAL~a~=~';') B(s1) E S Q(BEGIN;) B(s1) E S";
    check(
        others,
        "C(BEGIN) C(DELETE~1) Z 2 C(SELECT~0) Z C(BEGIN) C(SET) Z 2 C(SELECT~0) Z C(BEGIN) Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   Q(BEGIN; DELETE FROM t) B(s1) E S Q(BEGIN; SET LOCAL a = ';') B(s1) E S Q(BEGIN;) B(s1) E S
            handed: C(BEGIN) C(DELETE 1) Z(I) 2 C(SELECT 0) Z(I) C(BEGIN) C(SET) Z(I) 2 C(SELECT 0) Z(I) C(BEGIN) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
}

#[test]
fn what_is_skipped_is_answered_as_in_a_failed_transaction() {
    let commit = COMMIT.replace(' ', "~");
    let requests = format!("Q(BEGIN) B(s1) E S Q({commit}) B(s1) E S");
    // The statement is refused.
    check(
        &requests,
        "1 2 C(BEGIN) 2 Error(23505) Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   P(,BEGIN) B() E B(s1) E P(,SAVEPOINT sqldb_commit) B() E P(,COMMIT) B() E S B(s1) E S
            handed: C(BEGIN) Z(T) 2 Error(23505) Z(E) Error(25P02) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
    // `BEGIN` is.
    check(
        &requests,
        "Error(25001) Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   P(,BEGIN) B() E B(s1) E P(,SAVEPOINT sqldb_commit) B() E P(,COMMIT) B() E S B(s1) E S
            handed: Error(25001) Z(E) Error(25P02) Z(E) Error(25P02) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
    // `COMMIT` is: a deferred constraint.
    check(
        &requests,
        "1 2 C(BEGIN) 2 C(INSERT~0~1) 1 2 C(SAVEPOINT) 1 2 Error(23503) Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   P(,BEGIN) B() E B(s1) E P(,SAVEPOINT sqldb_commit) B() E P(,COMMIT) B() E S B(s1) E S
            handed: C(BEGIN) Z(T) 2 C(INSERT 0 1) Z(T) C(SAVEPOINT) Error(23503) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
}

#[test]
fn alone_they_are_sent_as_they_are() {
    let commit = COMMIT.replace(' ', "~");
    check(
        &format!("Q(BEGIN) Q({commit}) Q(BEGIN;~SET~a~=~1) B(s1) E S"),
        "C(BEGIN) Z C(SAVEPOINT) C(COMMIT) Z C(BEGIN) C(SET) Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   Q(BEGIN) Q(SAVEPOINT sqldb_commit; COMMIT) Q(BEGIN; SET a = 1) B(s1) E S
            handed: C(BEGIN) Z(I) C(SAVEPOINT) C(COMMIT) Z(I) C(BEGIN) C(SET) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
}

#[test]
fn the_end_of_a_copy_is_no_request_of_its_own() {
    check(
        "B(s1) E S d(rows) c S P(s2,SELECT~a~FROM~t;) S B(s2) E S",
        "2 G C(COPY~1) Z 1 Z 2 D(a) C(SELECT~1) Z",
        expect![[r#"
            sent:   B(s1) E S d c S P(s2,SELECT a FROM t;) S B(s2) E S
            handed: 2 G C(COPY 1) Z(I) 1 Z(I) 2 D(a) C(SELECT 1) Z(I)"#]],
    );
}

/// The server takes no `Sync` for a request while it waits for rows, and each for one where it has refused to.
#[test]
fn copy_that_is_refused_is_answered_once() {
    // Its end is sent before anything is heard.
    check(
        "P(s1,COPY~t~FROM~STDIN;) S B(s1) E S f S B(s2) E S",
        "1 Z 2 Error(25006) Z Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   P(s1,COPY t FROM STDIN;) S B(s1) E S f S B(s2) E S
            handed: 1 Z(I) 2 Error(25006) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
    check(
        "P(s1,COPY~t~FROM~STDIN;) S B(s1) E S f S B(s2) E S",
        "1 Z 2 G Error(57014) Z 2 C(SELECT~0) Z",
        expect![[r#"
            sent:   P(s1,COPY t FROM STDIN;) S B(s1) E S f S B(s2) E S
            handed: 1 Z(I) 2 G Error(57014) Z(I) 2 C(SELECT 0) Z(I)"#]],
    );
    // It has been answered when its end is to be sent.
    let mut wire = started();
    send(&mut wire, &messages("P(s1,COPY~t~FROM~STDIN;) S B(s1) E S"));
    wire.stream.answers = vec![messages("1 Z 2 Error(25006) Z")];
    expect!["1 Z(I) 2 Error(25006) Z(I)"].assert_eq(&shown(&receive(&mut wire), true));
    wire.stream.sent.clear();
    send(&mut wire, &messages("f S"));
    send(&mut wire, &messages("Q(ROLLBACK)"));
    expect!["Q(ROLLBACK)"].assert_eq(&shown(&wire.stream.sent, false));
    wire.stream.answers = vec![messages("C(ROLLBACK) Z")];
    expect!["C(ROLLBACK) Z(I)"].assert_eq(&shown(&receive(&mut wire), true));
}

/// Whatever number a pool has made up for a client, it is not that of the process that answers.
#[test]
fn a_pool_is_told_from_a_server_ahead_of_the_first_request() {
    let requests = "P(s1,SELECT~a~FROM~t) Describe(s1) S B(s1) E S";
    let described = "1 t T(a:23) Z 2 T(a:20) D(1) C(SELECT~1) Z";
    for (process, answer, sent, handed) in [
        (4711, "T D(4711) C(SELECT~1) Z", "B(s1) E S", "2 T D(1) C(SELECT 1) Z(I)"),
        (4712, "T D(4711) C(SELECT~1) Z", "B(s1) D E S", "Error(0A000) Z(I)"),
        (4711, "T D(-1) C(SELECT~1) Z", "B(s1) D E S", "Error(0A000) Z(I)"),
        (4711, "T D(NULL) C(SELECT~1) Z", "B(s1) D E S", "Error(0A000) Z(I)"),
        (4711, "T D(1,2) C(SELECT~1) Z", "B(s1) D E S", "Error(0A000) Z(I)"),
        (4711, "Error(42883) Z", "B(s1) D E S", "Error(0A000) Z(I)"),
        (4711, "C(SELECT~0) N Z", "B(s1) D E S", "N Error(0A000) Z(I)"),
        // The number of a process has 31 bits, and is sent as 32.
        (u32::MAX, "T D(-1) C(SELECT~1) Z", "B(s1) E S", "2 T D(1) C(SELECT 1) Z(I)"),
    ] {
        let (prepare, execute) = requests.split_once(" B").unwrap();
        let (prepared, executed) = described.split_at(described.find(" 2").unwrap());
        for piece in 1..100 {
            let mut wire = let_in(process);
            send(&mut wire, &messages(prepare));
            let answers = messages(&format!("{answer} {prepared}"));
            wire.stream.answers = answers.chunks(piece).map(<[u8]>::to_vec).collect();
            let said = shown(&receive(&mut wire), true);
            wire.stream.sent.clear();
            send(&mut wire, &messages(&format!("B{execute}")));
            assert_eq!(shown(&wire.stream.sent, false), sent, "{process} {answer}");
            wire.stream.answers = messages(executed).chunks(piece).map(<[u8]>::to_vec).collect();
            let all = format!("{said} {}", shown(&receive(&mut wire), true));
            let all = all.replace("1 t T Z(I) ", "");
            assert_eq!(all, handed, "{process} {answer}");
        }
    }
    // That the server is about to go is for tokio-postgres.
    let mut wire = let_in(4711);
    send(&mut wire, &messages("Q(SELECT~1)"));
    wire.stream.answers = vec![message(b'E', b"SFATAL\0VFATAL\0C57P01\0Mshutdown\0\0")];
    assert_eq!(shown(&receive(&mut wire), true), "Error(57P01)");
}

/// Behind a pool.
#[test]
fn rows_that_are_not_as_they_were_prepared_are_an_error_behind_a_pool() {
    let pool = || welcomed(4712);
    let prepare = "P(s1,SELECT~a~FROM~t;) Describe(s1) S P(s2,DELETE~FROM~t) Describe(s2) S";
    let prepared = "1 t T(a:23) Z 1 t n Z";
    let commit = COMMIT.replace(' ', "~");
    check_on(
        pool,
        prepare,
        prepared,
        &format!("Q(BEGIN) B(s1) E S B(s1) E S Q({commit}) B(s2) E S"),
        "1 2 C(BEGIN) 2 T(a:23) D(1) D(2) C(SELECT~2) Z 2 T(a:20) D(3) C(SELECT~1) 1 2 C(SAVEPOINT) \
         1 2 C(COMMIT) Z 2 C(DELETE~3) Z",
        expect![[r#"
            sent:   P(,BEGIN) B() E B(s1) D E S B(s1) D E P(,SAVEPOINT sqldb_commit) B() E P(,COMMIT) B() E S B(s2) E S
            handed: C(BEGIN) Z(T) 2 D(1) D(2) C(SELECT 2) Z(I) Error(0A000) Z(T) C(SAVEPOINT) C(COMMIT) Z(I) 2 C(DELETE 3) Z(I)"#]],
    );
    // The server refuses it first, or while it is executed.
    check_on(
        pool,
        prepare,
        prepared,
        "B(s1) E S B(s1) E S B(s1) E S",
        "Error(0A000) Z 2 T(b:23) D(1) Error(22012) Z 2 T(a:23) N D(1) C(SELECT~1) Z",
        expect![[r#"
            sent:   B(s1) D E S B(s1) D E S B(s1) D E S
            handed: Error(0A000) Z(I) Error(0A000) Z(I) 2 N D(1) C(SELECT 1) Z(I)"#]],
    );
    // A server is not asked.
    check_on(
        started,
        prepare,
        prepared,
        "B(s1) E S",
        "2 D(1) C(SELECT~1) Z",
        expect![[r#"
        sent:   B(s1) E S
        handed: 2 D(1) C(SELECT 1) Z(I)"#]],
    );
}

#[test]
fn what_is_no_message_is_handed_out_for_tokio_postgres_to_refuse() {
    let mut wire = started();
    wire.stream.answers = vec![vec![b'D', 0, 0, 0, 1, 7, 7, 7]];
    assert_eq!(receive(&mut wire), [b'D', 0, 0, 0, 1, 7, 7, 7]);
}

#[test]
fn a_row_that_is_larger_than_the_buffer() {
    let mut wire = started();
    send(&mut wire, &messages("P(s1,SELECT~a~FROM~t;) S B(s1) E S"));
    let long = "x".repeat(100_000);
    wire.stream.answers = vec![messages(&format!("1 Z 2 D({long},b) D(c,d) C(SELECT~2) Z"))];
    let handed = shown(&receive(&mut wire), true);
    let expected = format!("1 Z(I) 2 D(NULL,[D({long},b)]) D(NULL,[D(c,d)]) C(SELECT 2) Z(I)");
    assert_eq!(handed.len(), expected.len());
    assert!(handed == expected);
}
