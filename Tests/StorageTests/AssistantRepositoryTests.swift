import Storage
import TestSupport
import Testing

@Suite struct AssistantRepositoryTests {
    private let scratch = Scratch()
    private let ada = ChangeAuthor(id: "usr_ada", address: "127.0.0.1", requestID: "req_1")

    private func repository(_ dialect: SQLDialect) async throws -> (AssistantRepository, any Database) {
        let database = try await scratch.database(dialect)
        return (AssistantRepository(database: database, time: TestClock()), database)
    }

    @Test(arguments: SQLDialect.allCases) func keepsEveryVersionWithWhoMadeIt(_ dialect: SQLDialect) async throws {
        let (repository, _) = try await repository(dialect)
        _ = try await repository.create("shop", document: "one", by: ada)
        _ = try await repository.change("shop", from: 1, to: "two", .changed, by: ChangeAuthor(id: "usr_bob"))
        let row = try await repository.change("shop", from: 2, to: "two", .deleted, by: ada)
        #expect(row.version == 3 && row.isDeleted)
        let versions = try await repository.versions(of: "shop")
        #expect(versions.map(\.version) == [3, 2, 1])
        #expect(versions.map(\.change) == [.deleted, .changed, .created])
        #expect(versions.map(\.document) == ["two", "two", "one"])
        #expect(versions.map(\.createdBy) == ["usr_ada", "usr_bob", "usr_ada"])
        #expect(try await repository.version(1, of: "shop")?.document == "one")
        #expect(try await repository.version(4, of: "shop") == nil)
        #expect(try await repository.list().map(\.isDeleted) == [true])
    }

    @Test(arguments: SQLDialect.allCases) func refusesAnIdentifierThatIsTakenAndAChangeOfAnOlderVersion(
        _ dialect: SQLDialect
    ) async throws {
        let (repository, _) = try await repository(dialect)
        _ = try await repository.create("shop", document: "one", by: ada)
        await #expect(throws: StorageError.self) { _ = try await repository.create("shop", document: "x", by: ada) }
        _ = try await repository.change("shop", from: 1, to: "two", .changed, by: ada)
        await #expect(throws: StorageError.notFound) {
            _ = try await repository.change("shop", from: 1, to: "three", .changed, by: ada)
        }
        await #expect(throws: StorageError.notFound) {
            _ = try await repository.change("none", from: 1, to: "x", .changed, by: ada)
        }
        #expect(try await repository.versions(of: "shop").count == 2)
        #expect(try await repository.list().map(\.document) == ["two"])
    }

    @Test(arguments: SQLDialect.allCases) func itsStampGrowsWithEveryChange(_ dialect: SQLDialect) async throws {
        let (repository, _) = try await repository(dialect)
        var stamps = [try await repository.stamp()]
        _ = try await repository.create("a", document: "x", by: ada)
        stamps.append(try await repository.stamp())
        _ = try await repository.create("b", document: "x", by: ada)
        stamps.append(try await repository.stamp())
        _ = try await repository.change("a", from: 1, to: "x", .deleted, by: ada)
        stamps.append(try await repository.stamp())
        #expect(stamps == [0, 1, 2, 3])
    }

    @Test(arguments: SQLDialect.allCases) func putsEachChangeOnRecord(_ dialect: SQLDialect) async throws {
        let (repository, database) = try await repository(dialect)
        _ = try await repository.create("shop", document: "x", by: ada)
        _ = try await repository.change("shop", from: 1, to: "x", .deleted, by: ada)
        let rows = try await database.read { session in
            try session.query("SELECT * FROM audit_log ORDER BY id").map { row in
                [row["event"].text, row["actor_id"].text, row["subject_id"].text, row["detail"].text, row["address"].text]
            }
        }
        #expect(
            rows == [
                ["assistant.created", "usr_ada", "shop", "version 1", "127.0.0.1"],
                ["assistant.deleted", "usr_ada", "shop", "version 2", "127.0.0.1"],
            ])
    }

    @Test(arguments: SQLDialect.allCases) func keepsAPictureOnceUnderItsDigest(_ dialect: SQLDialect) async throws {
        let (repository, _) = try await repository(dialect)
        let bytes = (0...255).map { UInt8($0) }
        let id = try await repository.keep(picture: bytes)
        #expect(id.count == 32)
        #expect(try await repository.keep(picture: bytes) == id)
        #expect(try await repository.keep(picture: [1]) != id)
        #expect(try await repository.picture(id) == bytes)
        #expect(try await repository.picture("none") == nil)
    }
}
