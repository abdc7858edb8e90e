//! `CREATE POLICY`, `ALTER POLICY`, `DROP POLICY` (`gram.y CreatePolicyStmt, AlterPolicyStmt`).

use super::parser::{Parsed, Parser};
use crate::catalog::PolicyCommand;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::ddl::{CreatePolicy, Ddl, PolicyForm};

impl Parser<'_> {
    /// `CREATE POLICY name ON table [AS …] [FOR …] [TO …] [USING (…)] [WITH CHECK (…)]`.
    pub(super) fn create_policy(&mut self) -> Parsed<Ddl> {
        self.expect_word("policy")?;
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        if self.word("as") {
            let at = self.here();
            let kind = self.ident()?;
            if !matches!(kind.name.as_str(), "permissive" | "restrictive") {
                let message = format!("unrecognized row security option `{}`", kind.name);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, at, message)
                    .help("write `PERMISSIVE` or `RESTRICTIVE`"));
            }
        }
        let command = if self.word("for") { self.policy_command()? } else { PolicyCommand::All };
        let form = PolicyForm::Create(command);
        let mut policy = CreatePolicy { name, relation, form, using: None, check: None };
        self.policy_expressions(&mut policy)?;
        Ok(Ddl::CreatePolicy(Box::new(policy)))
    }

    fn policy_command(&mut self) -> Parsed<PolicyCommand> {
        let command = match self.peek_word(0) {
            Some("all") => PolicyCommand::All,
            Some("select") => PolicyCommand::Select,
            Some("insert") => PolicyCommand::Insert,
            Some("update") => PolicyCommand::Update,
            Some("delete") => PolicyCommand::Delete,
            _ => {
                return Err(self.expected("`ALL`, `SELECT`, `INSERT`, `UPDATE` or `DELETE`"));
            }
        };
        self.skip(1);
        Ok(command)
    }

    /// `[TO role, …] [USING (…)] [WITH CHECK (…)]`.
    fn policy_expressions(&mut self, policy: &mut CreatePolicy) -> Parsed<()> {
        if self.word("to") {
            self.comma_list(Parser::label)?;
        }
        if self.word("using") {
            policy.using = Some(self.parenthesised()?);
        }
        if self.words(&["with", "check"]) {
            policy.check = Some(self.parenthesised()?);
        }
        Ok(())
    }

    /// `ALTER POLICY name ON table {RENAME TO … | [TO …] [USING (…)] [WITH CHECK (…)]}`.
    pub(super) fn alter_policy(&mut self) -> Parsed<Ddl> {
        self.expect_word("policy")?;
        self.if_exists();
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        let form = match self.words(&["rename", "to"]) {
            true => PolicyForm::Rename(self.ident()?),
            false => PolicyForm::Alter,
        };
        let mut policy = CreatePolicy { name, relation, form, using: None, check: None };
        self.policy_expressions(&mut policy)?;
        Ok(Ddl::CreatePolicy(Box::new(policy)))
    }

    /// `DROP POLICY [IF EXISTS] name ON table [CASCADE | RESTRICT]`.
    pub(super) fn drop_policy(&mut self) -> Parsed<Ddl> {
        self.expect_word("policy")?;
        let if_exists = self.if_exists();
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        self.behavior();
        Ok(Ddl::DropPolicy { name, relation, if_exists })
    }
}
