LOAD DATA INFILE 'items.csv' INTO TABLE item;
---
LOAD plpgsql;
---
LOCK TABLES item WRITE;
---
SET NAMES utf8mb4;
---
SET NAMES = utf8, x y;
---
SET FOREIGN_KEY_CHECKS OFF;
---
SET @old = 1;
---
SET search_path = app public;
---
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, WRITE;
---
SET TRANSACTION;
---
SET TIME ZONE;
---
SET CONSTRAINTS ALL;
---
SET LOCAL statement_timeout 5;
---
SET statement_timeout = '5s' '6s', 7 s;
---
RESET;
---
RESET search_path, work_mem;
---
SHOW TABLES FROM app;
---
START;
---
START TRANSACTION READ;
---
BEGIN IMMEDIATE;
---
BEGIN ISOLATION LEVEL SNAPSHOT;
---
SAVEPOINT;
---
RELEASE SAVEPOINT a, b;
---
LISTEN 'changes';
---
UNLISTEN;
---
NOTIFY changes 'x';
---
NOTIFY changes, x;
---
DISCARD EVERYTHING;
---
PREPARE q (int) SELECT $1;
---
PREPARE q AS TRUNCATE t;
---
DEALLOCATE PREPARE ALL x;
---
FETCH 5 ROWS FROM c;
---
MOVE ABSOLUTE FROM c;
---
CLOSE c, d;
---
CHECKPOINT now;
---
REASSIGN OWNED BY a;
---
REASSIGN OWNED a TO b;
---
SECURITY LABEL ON TABLE t;
---
SECURITY LABEL FOR selinux ON TABLE t IS x;
---
COMMIT AND CHAIN NO;
---
END IF;
---
SET FOREIGN_KEY_CHECKS = 0;
---
SET LOCAL lock_timeuot = '3s';
---
RESET wrok_mem;
---
SHOW tables;
