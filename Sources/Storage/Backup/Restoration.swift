/// How a backup comes into a database, within one transaction.
struct Restoration: Sendable {
    let file: BackupFileReader
    /// Those that were applied when the backup was made.
    let migrations: [Int]
    let catalogue: [Migration]
    let now: Timestamp
    let replacing: Bool

    /// What is stored now.
    func run(in session: any SQLSession) throws -> [TableSummary] {
        try remakeSchema(in: session)
        let constraints = try Constraints.deferred(in: session)
        let expected = try load(into: session)
        for table in try PortableTable.all(in: session, catalogue: catalogue) {
            let stored = try table.summary(in: session)
            if stored != expected[table.name] ?? TableSummary(name: table.name) { throw BackupError.differs(table: table.name) }
        }
        try constraints.enforce(in: session)
        try goOnCounting(in: session)
        try apply(catalogue.map(\.number).filter { !migrations.contains($0) }, in: session)
        return expected.values.sorted { $0.name < $1.name }
    }

    /// Takes the whole schema back and makes it again as it was for the backup.
    private func remakeSchema(in session: any SQLSession) throws {
        let applied = try Migration.applied(in: session) ?? []
        if let newest = applied.last, let known = catalogue.map(\.number).max(), newest > known {
            throw StorageError.newerSchema(found: newest, known: known)
        }
        try session.execute(Migration.table)
        if !replacing {
            // Rows that a migration itself has put there are no use of the database.
            let held = try summaries(in: session)
            try revert(applied, in: session)
            try apply(applied, in: session)
            let fresh = try summaries(in: session)
            if let used = held.first(where: { !fresh.contains($0) }) {
                throw BackupError.notEmpty(table: used.name, rows: used.rows)
            }
        }
        try revert(applied, in: session)
        try apply(migrations, in: session)
        for table in try PortableTable.all(in: session, catalogue: catalogue) { try session.execute("DELETE FROM \(table.name)") }
    }

    private func summaries(in session: any SQLSession) throws -> [TableSummary] {
        try PortableTable.all(in: session, catalogue: catalogue).map { try $0.summary(in: session) }
    }

    private func apply(_ numbers: [Int], in session: any SQLSession) throws {
        for migration in catalogue where numbers.contains(migration.number) { try migration.apply(in: session, at: now) }
    }

    private func revert(_ numbers: [Int], in session: any SQLSession) throws {
        for migration in catalogue.reversed() where numbers.contains(migration.number) { try migration.revert(in: session) }
    }

    /// Stores every row of the file, and says what is to be found afterwards.
    private func load(into session: any SQLSession) throws -> [String: TableSummary] {
        var expected: [String: TableSummary] = [:]
        var batch: [[SQLValue]] = []
        var size = 0
        var current: PortableTable?
        func store() throws {
            guard let current, !batch.isEmpty else { return }
            let marks = "(" + current.columns.map { _ in "?" }.joined(separator: ", ") + ")"
            let names = current.columns.map(\.name).joined(separator: ", ")
            try session.execute(
                "INSERT INTO \(current.name) (\(names)) VALUES " + batch.map { _ in marks }.joined(separator: ", "),
                batch.flatMap(\.self))
            batch.removeAll(keepingCapacity: true)
            size = 0
        }
        let known = Set(try PortableTable.all(in: session, catalogue: catalogue))
        _ = try file.read(
            table: { table in
                try store()
                // Names from a file become SQL only when the schema has the very same.
                guard known.contains(table) else {
                    throw BackupError.file(path: file.path, reason: "the table \(table.name) is not as this Understudy makes it")
                }
                current = table
                expected[table.name] = TableSummary(name: table.name)
            },
            row: { table, values in
                let values = session.dialect == .postgresql ? values.map(\.withoutNUL) : values
                let line = BackupLine.row(values)
                expected[table.name]?.add(line)
                batch.append(values)
                size += line.count
                if batch.count >= 200 || size >= 4 << 20 { try store() }
            })
        try store()
        return expected
    }

    /// Numbers that PostgreSQL gives out by itself go on after those restored; SQLite looks at the table anyway.
    private func goOnCounting(in session: any SQLSession) throws {
        guard session.dialect == .postgresql else { return }
        let columns = try session.query(
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND is_identity = 'YES'
            """)
        for column in columns {
            let (table, name) = (try column.text("table_name"), try column.text("column_name"))
            _ = try session.query(
                """
                SELECT setval(pg_get_serial_sequence('\(table)', '\(name)'), COALESCE((SELECT MAX(\(name)) FROM \(table)), 0) + 1,
                    false)
                """)
        }
    }
}

/// References between tables, which rows of a backup need not come in the order of.
private struct Constraints {
    private let names: [(table: String, name: String)]

    static func deferred(in session: any SQLSession) throws -> Constraints {
        guard session.dialect == .postgresql else {
            try session.execute("PRAGMA defer_foreign_keys = ON")
            return Constraints(names: [])
        }
        let names = try session.query(
            """
            SELECT conrelid::regclass AS of_table, conname AS name FROM pg_constraint
            WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND NOT condeferrable
            """
        ).map { (table: try $0.text("of_table"), name: try $0.text("name")) }
        for (table, name) in names {
            try session.execute("ALTER TABLE \(table) ALTER CONSTRAINT \(name) DEFERRABLE INITIALLY DEFERRED")
        }
        return Constraints(names: names)
    }

    /// Checks all of them (SQLite does at the end of the transaction) and has them as they were.
    func enforce(in session: any SQLSession) throws {
        guard session.dialect == .postgresql else { return }
        try session.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for (table, name) in names { try session.execute("ALTER TABLE \(table) ALTER CONSTRAINT \(name) NOT DEFERRABLE") }
    }
}
