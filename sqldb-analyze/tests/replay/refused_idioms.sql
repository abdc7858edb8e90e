CRATE TABLE t (id int);
---
CREATE TABLE t (id int) ENGINE=InnoDB;
---
CREATE TABLE t (at datetime);
---
CREATE TABLE t (flag tinyint);
---
CREATE TABLE t (id int unsigned);
---
CREATE TABLE t (id int,);
---
CREATE TABLE t (id int)
CREATE TABLE u (id int);
---
CREATE TABLE t (id int); ALTER TABLE t MODIFY id bigint;
---
CREATE TABLE t (id int); ALTER TABLE t CHANGE id number bigint;
---
CREATE TABLE t (id int COMMENT 'number');
