import Foundation
import Testing

@testable import UnderstudyClient

struct ChoiceTests {
    private let settings = #"{"disable_cloud_providers":true,"set_by_server":false}"#

    @Test func listsWhatMayBeChosen() async throws {
        let transport = FakeTransport(
            .json(
                200,
                #"{"models":[{"id":"p:m","name":"M","provider":"p","kind":"openai","local":true,"available":false,"retry_at":"2026-11-21T09:00:00Z","context_window":8192}],"default_model_id":"p:m"}"#
            ))
        let choice = try await UnderstudyAPI(transport).selectableModels()
        let model = try #require(choice.models.first)
        #expect(choice.defaultID == "p:m" && model.name == "M" && model.isLocal && !model.isAvailable)
        #expect(model.contextWindow == 8192 && model.retryAt != nil)
        #expect(transport.calls.map(\.url.path) == ["/api/v1/models"])
    }

    @Test func changesOneSettingAndLeavesTheOthers() async throws {
        let transport = FakeTransport(.json(200, settings), .json(200, settings), .json(200, settings), .json(200, settings))
        let understudy = try UnderstudyAPI(transport)
        let read = try await understudy.settings()
        #expect(read.defaultModelID == nil && read.cloudProvidersDisabled && !read.isSetByServer)
        _ = try await understudy.setDefaultModel("p:m")
        _ = try await understudy.setDefaultModel(nil)
        _ = try await understudy.setCloudProvidersDisabled(false)
        #expect(transport.calls.map(\.method) == ["GET", "PATCH", "PATCH", "PATCH"])
        let bodies: [JSONValue?] = [
            nil, ["default_model_id": "p:m"], ["default_model_id": nil], ["disable_cloud_providers": false],
        ]
        #expect(transport.calls.map(\.json) == bodies)
    }

    @Test func choosesForAConversationAndForOneMessage() async throws {
        let conversation =
            #"{"id":"c","title":"","default_model_id":"p:m","created_at":"2026-11-21T09:00:00Z","updated_at":"2026-11-21T09:00:00Z"}"#
        let transport = FakeTransport(.json(201, conversation), .json(200, conversation), .stream([]))
        let understudy = try UnderstudyAPI(transport)
        #expect(try await understudy.createConversation(model: "p:m").defaultModelID == "p:m")
        _ = try await understudy.choose(nil, for: "c")
        _ = try await understudy.post("Hi", to: "c", model: "p:n")
        let bodies: [JSONValue?] = [
            ["default_model_id": "p:m"], ["default_model_id": nil], ["content": "Hi", "model": "p:n"],
        ]
        #expect(transport.calls.map(\.json) == bodies)
    }
}
