//! `settings.rs`: what can be set.

use super::{Row, Table, literal};
use crate::server::Server;

/// Those that `pg_settings` does not show (`guc_tables.c GUC_NO_SHOW_ALL`), and old names
/// (`guc.c map_old_guc_names`).
const HIDDEN: &str = "default_with_oids, is_superuser, role, seed, session_authorization, sort_mem, \
                      ssl_ecdh_curve, ssl_renegotiation_limit, transaction_deferrable, \
                      transaction_isolation, transaction_read_only, vacuum_mem";

pub(super) fn table(server: &Server) -> Result<Table, String> {
    let sql = format!(
        "SELECT lower(name) FROM pg_settings WHERE name NOT LIKE '%.%' \
         UNION SELECT name FROM regexp_split_to_table('{HIDDEN}', ', ') AS hidden (name) \
         WHERE current_setting(name, true) IS NOT NULL"
    );
    let mut rows = Vec::new();
    for row in server.rows(&sql)? {
        let [name] = row.as_slice() else {
            return Err(format!("expected a name, found {row:?}"));
        };
        let line = format!("SettingRow({}", literal(name));
        rows.push(Row { key: (name.clone(), Vec::new()), line });
    }
    Ok(Table {
        name: "settings.rs",
        what: "The names of settings (`pg_settings`), in lower case, sorted.",
        uses: "",
        array: ("SETTINGS", "SettingRow"),
        rows,
    })
}
