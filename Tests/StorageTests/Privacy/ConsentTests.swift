import Storage
import TestSupport
import Testing

@Suite struct ConsentTests {
    let scratch = Scratch()
    let clock = TestClock()

    @Test(arguments: SQLDialect.allCases) func isKeptWithItsTimeAndText(_ dialect: SQLDialect) async throws {
        let consents = ConsentRepository(database: try await scratch.database(dialect), time: clock)
        #expect(try await consents.consent(of: "ada", to: "v1") == nil)
        try await consents.give("v1", owner: "ada")
        let given = clock.wallClock
        clock.advance(by: .seconds(10))
        try await consents.give("v1", owner: "ada")
        let consent = try await consents.consent(of: "ada", to: "v1")
        #expect(consent?.givenAt == given && consent?.withdrawnAt == nil)
        #expect(try await consents.consent(of: "ada", to: "v2") == nil)
        #expect(try await consents.consent(of: "eve", to: "v1") == nil)
    }

    @Test(arguments: SQLDialect.allCases) func isWithdrawnAndGivenAgain(_ dialect: SQLDialect) async throws {
        let consents = ConsentRepository(database: try await scratch.database(dialect), time: clock)
        try await consents.give("v1", owner: "ada")
        clock.advance(by: .seconds(10))
        try await consents.withdraw(owner: "ada")
        #expect(try await consents.consent(of: "ada", to: "v1")?.withdrawnAt == clock.wallClock)
        clock.advance(by: .seconds(10))
        try await consents.give("v1", owner: "ada")
        let consent = try await consents.consent(of: "ada", to: "v1")
        #expect(consent?.givenAt == clock.wallClock && consent?.withdrawnAt == nil)
    }

    @Test(arguments: SQLDialect.allCases) func goesAlongWhenSomebodyLogsIn(_ dialect: SQLDialect) async throws {
        let consents = ConsentRepository(database: try await scratch.database(dialect), time: clock)
        try await consents.give("v1", owner: "browser-1")
        try await consents.give("v1", owner: "browser-2")
        try await consents.withdraw(owner: "ada")
        try await consents.adopt(from: "browser-1", owner: "ada")
        try await consents.adopt(from: "browser-2", owner: "ada")
        #expect(try await consents.consent(of: "ada", to: "v1") != nil)
        #expect(try await consents.consent(of: "browser-1", to: "v1") == nil)
    }
}
