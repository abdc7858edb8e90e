ALTER TABLE "users" ADD COLUMN "surname" text;--> statement-breakpoint
CREATE INDEX "users_surname" ON "users" USING btree ("surname");
