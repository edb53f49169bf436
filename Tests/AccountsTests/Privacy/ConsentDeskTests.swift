import Accounts
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct ConsentDeskTests {
    private func desk(_ mode: ConsentPolicy.Mode, text: String = "We keep it.", _ fixture: AccountFixture) -> ConsentDesk {
        ConsentDesk(
            policy: ConsentPolicy(mode: mode, text: text),
            repository: ConsentRepository(database: fixture.database, time: fixture.clock))
    }

    @Test func browsersOweItAndProgramsDoNot() async throws {
        let fixture = try await AccountFixture()
        let visitor = Principal.visitor(browser: "browser-1")
        let program = Principal(proof: .key, owner: "browser-1", scopes: [.chat])
        let required = desk(.required, fixture)
        #expect(try await required.isOwed(by: visitor))
        #expect(try await !required.isOwed(by: program))
        #expect(try await !desk(.notice, fixture).isOwed(by: visitor))
        #expect(try await desk(.notice, fixture).isMissing(of: "browser-1"))
        #expect(try await !desk(.none, fixture).isMissing(of: "browser-1"))
        #expect(try await required.give(required.policy.version, owner: "browser-1"))
        #expect(try await !required.isOwed(by: visitor))
    }

    @Test func isAskedAnewWhenTheTextChanges() async throws {
        let fixture = try await AccountFixture()
        let (old, new) = (desk(.required, fixture), desk(.required, text: "We keep more.", fixture))
        #expect(try await old.give(old.policy.version, owner: "ada"))
        #expect(try await new.isMissing(of: "ada"))
        // A page that was open while the text changed agrees to nothing.
        #expect(try await !new.give(old.policy.version, owner: "ada"))
        #expect(try await new.isMissing(of: "ada"))
    }

    @Test func isOwedAgainOnceWithdrawn() async throws {
        let fixture = try await AccountFixture()
        let desk = desk(.required, fixture)
        _ = try await desk.give(desk.policy.version, owner: "browser-1")
        try await desk.withdraw(owner: "browser-1")
        #expect(try await desk.isOwed(by: .visitor(browser: "browser-1")))
    }
}
