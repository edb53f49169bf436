import Storage
import TestSupport
import Testing

@testable import Chat

@Suite struct AssistantDeskTests {
    @Test func whatIsMadeIsOnStageAtOnce() async throws {
        let fixture = try await AssistantFixture()
        let made = try await fixture.desk.create(
            fixture.shop {
                $0.picture = .text("🎻")
                $0.accent = .violet
                $0.outputSchema = #"{"type":"object"}"#
                $0.audience = .members
                $0.requestsPerMinute = 3
                $0.suggestions = [" Do you rent? ", ""]
                $0.instructions = "Be brief.\r\nBe kind.  "
            }, by: fixture.ada)
        #expect(made.version == 1)
        #expect(fixture.directory.all.map(\.id) == ["helper", "clerk", "shop"])
        let shop = try #require(fixture.directory.assistant("shop", for: .members))
        #expect(shop.suggestions == ["Do you rent?"])
        #expect(shop.instructions == "Be brief.\nBe kind.")
        #expect(shop.picture == .text("🎻") && shop.accent == .violet && shop.requestsPerMinute == 3)
        #expect(fixture.directory.assistant("shop", for: .everyone) == nil)
        #expect(fixture.directory.all(for: .everyone).map(\.id) == ["helper", "clerk"])
    }

    @Test func aChangeMakesAVersionThatCanBeUndone() async throws {
        let fixture = try await AssistantFixture()
        let desk = fixture.desk
        _ = try await desk.create(fixture.shop(), by: fixture.ada)
        _ = try await desk.change("shop", by: ChangeAuthor(id: "usr_bob")) { $0.name = "The Store" }
        #expect(fixture.directory.name(of: "shop") == "The Store")
        let restored = try await desk.restore(1, of: "shop", by: fixture.ada)
        #expect(restored.version == 3 && restored.assistant.name == "The Shop")
        let versions = try await desk.versions(of: "shop")
        #expect(versions.map(\.change) == [.restored, .changed, .created])
        #expect(versions.map(\.createdBy) == ["usr_ada", "usr_bob", "usr_ada"])
        #expect(versions.map(\.assistant.name) == ["The Shop", "The Store", "The Shop"])
        await #expect(throws: AssistantError.unknownVersion) {
            _ = try await desk.restore(9, of: "shop", by: fixture.ada)
        }
    }

    @Test func aChangeThatChangesNothingMakesNoVersion() async throws {
        let fixture = try await AssistantFixture()
        _ = try await fixture.desk.create(fixture.shop(), by: fixture.ada)
        #expect(try await fixture.desk.change("shop", by: fixture.ada) { $0.name = "The Shop " }.version == 1)
    }

    @Test func aDeletedOneIsOffTheStageAndCanBeBroughtBack() async throws {
        let fixture = try await AssistantFixture()
        let desk = fixture.desk
        _ = try await desk.create(fixture.shop(), by: fixture.ada)
        try await desk.delete("shop", by: fixture.ada)
        #expect(fixture.directory.assistant("shop", for: .admins) == nil)
        #expect(fixture.directory.name(of: "shop") == "The Shop")
        await #expect(throws: AssistantError.notFound) { try await desk.delete("shop", by: fixture.ada) }
        await #expect(throws: AssistantError.notFound) {
            _ = try await desk.change("shop", by: fixture.ada) { $0.name = "x" }
        }
        await #expect(throws: AssistantError.takenByDeleted("shop")) {
            _ = try await desk.create(fixture.shop(), by: fixture.ada)
        }
        #expect(try await desk.restore(1, of: "shop", by: fixture.ada).version == 3)
        #expect(fixture.directory.assistant("shop", for: .everyone) != nil)
    }

    @Test func refusesALostUpdate() async throws {
        let fixture = try await AssistantFixture()
        let desk = fixture.desk
        _ = try await desk.create(fixture.shop(), by: fixture.ada)
        _ = try await desk.change("shop", seen: 1, by: fixture.ada) { $0.name = "One" }
        let late = AssistantError.changedMeanwhile(version: 2)
        await #expect(throws: late) { _ = try await desk.change("shop", seen: 1, by: fixture.ada) { $0.name = "Two" } }
        await #expect(throws: late) { try await desk.delete("shop", seen: 1, by: fixture.ada) }
        await #expect(throws: late) { _ = try await desk.restore(1, of: "shop", seen: 1, by: fixture.ada) }
        #expect(fixture.directory.name(of: "shop") == "One")
    }

    @Test func refusesIdentifiersThatAreTaken() async throws {
        let fixture = try await AssistantFixture()
        _ = try await fixture.desk.create(fixture.shop(), by: fixture.ada)
        for id in ["shop", "helper", "default"] {
            await #expect(throws: AssistantError.taken(id)) {
                _ = try await fixture.desk.create(fixture.shop { $0.id = id }, by: fixture.ada)
            }
        }
    }

    @Test(arguments: ["", "New", "a b", "-a", "a-", "a--b", "a/b", "a:b", "ä", "new", String(repeating: "a", count: 65)])
    func refusesIdentifiersThatCannotStandInAnAddress(id: String) async throws {
        let fixture = try await AssistantFixture()
        let error = await #expect(throws: AssistantError.self) {
            _ = try await fixture.desk.create(fixture.shop { $0.id = id }, by: fixture.ada)
        }
        guard case .invalid("id", _)? = error else {
            Issue.record("\(id): \(String(describing: error))")
            return
        }
    }

    @Test func aConfiguredOneIsOnlyChangedInTheConfiguration() async throws {
        let fixture = try await AssistantFixture()
        let configured = AssistantError.configured("helper")
        await #expect(throws: configured) { _ = try await fixture.desk.change("helper", by: fixture.ada) { $0.name = "x" } }
        await #expect(throws: configured) { try await fixture.desk.delete("helper", by: fixture.ada) }
        await #expect(throws: configured) { _ = try await fixture.desk.restore(1, of: "helper", by: fixture.ada) }
        await #expect(throws: configured) { _ = try await fixture.desk.versions(of: "helper") }
    }

    @Test func anotherServerLearnsWhatWasDone() async throws {
        let fixture = try await AssistantFixture()
        let other = fixture.other()
        try await other.refresh()
        #expect(other.directory.all.isEmpty)
        _ = try await fixture.desk.create(fixture.shop(), by: fixture.ada)
        try await other.refresh()
        #expect(other.directory.all.map(\.id) == ["shop"])
        try await fixture.desk.delete("shop", by: fixture.ada)
        try await other.refresh()
        #expect(other.directory.all.isEmpty)
        // What one server does after another is done by the newest version.
        _ = try await other.restore(1, of: "shop", by: fixture.ada)
        _ = try await fixture.desk.change("shop", by: fixture.ada) { $0.name = "Later" }
        #expect(try await fixture.desk.versions(of: "shop").map(\.number) == [4, 3, 2, 1])
    }

    @Test func ofTwoWhoChangeAtOnceOneIsTold() async throws {
        let fixture = try await AssistantFixture()
        let desk = fixture.desk
        let ada = fixture.ada
        _ = try await desk.create(fixture.shop(), by: ada)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 1...8 {
                group.addTask {
                    (try? await desk.change("shop", seen: 1, by: ada) { $0.name = "Name \(number)" }) != nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == 1)
        #expect(try await desk.versions(of: "shop").count == 2)
    }

    @Test func keepsAPicture() async throws {
        let fixture = try await AssistantFixture()
        let file = try PictureFile(PictureFileTests.png)
        guard case .image(let id) = try await fixture.desk.keep(file) else {
            Issue.record("no image")
            return
        }
        #expect(try await fixture.desk.picture(id) == file)
        await #expect(throws: AssistantError.notFound) { _ = try await fixture.desk.picture("none") }
    }
}
