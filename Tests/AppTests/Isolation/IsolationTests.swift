import Accounts
import Chat
import Foundation
import Hummingbird
import HummingbirdTesting
import Knowledge
import LanguageModel
import Logging
import Storage
import TestSupport
import Testing
import Web

@testable import App

/// A second person guesses every identifier of the first in every route that there is.
@Suite struct IsolationTests {
    private let folder: SettingsFolder
    private let parts: WebParts
    private let ada: User
    private let conversation: String
    private let message: String
    private let key: String
    private let collection: String
    private let document: String
    private let suggestion = "a-suggestion-of-adas"
    /// Of the second person, who has logged in.
    private let cookie: String

    init() async throws {
        folder = try SettingsFolder(["understudy.yaml": "data: data\n"])
        let server = try await UnderstudyServer(
            settings: folder.load().settings, environment: [:], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            time: TestClock(), onHangUp: {}, onListening: { _ in })
        parts = server.parts
        ada = try await parts.accounts.users.create(NewUser(username: "ada"), password: "ada's password", visit: Visit())
        let eve = try await parts.accounts.users.create(NewUser(username: "eve"), password: "eve's password", visit: Visit())
        cookie = try await parts.accounts.logins.beginBrowserSession(of: eve, visit: Visit()).reveal
        conversation = try await parts.desk.open(owner: ada.id, assistant: nil).id
        message = "a-message-of-adas"
        try await parts.desk.repository.append(
            [ChatMessage(id: message, role: .user, content: "ada's secret")], to: conversation, owner: ada.id)
        try await parts.suggestions.repository.insert([
            Suggestion(
                id: suggestion, owner: ada.id, kind: .task, sourceTitle: "ada's move",
                content: .init(field: "subtask", text: "ada's step"), model: ModelIdentifier(provider: "p", model: "m"),
                requestID: "r", position: 0, createdAt: 0, updatedAt: 0)
        ])
        let library = try #require(parts.library)
        collection = try await library.collections.create(name: "ada's papers", owner: ada.id, readers: .owner).id
        let paper = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString).txt").path
        defer { try? FileManager.default.removeItem(atPath: paper) }
        try "ada's paper".write(toFile: paper, atomically: true, encoding: .utf8)
        document = try await library.documents.submit(
            .upload(named: "ada's paper.txt", in: collection), file: paper
        ).document.id
        key = try await parts.accounts.keys.create(
            name: "ada's key", userID: ada.id, scopes: nil, granted: ada.role.scopes, expiresAt: nil, now: 0,
            requestsPerMinute: nil, visit: Visit()
        ).key.id
    }

    /// `GET /c/{id}`, for every route but those that only repeat another one.
    private var routes: [String] {
        makeRouter(parts).routes.filter { $0.method != .head && $0.method != .options }.map { "\($0.method) /\($0.path)" }
            .map { $0.replacing("//", with: "/") }
    }

    private func address(of route: String, _ things: [IsolationCase.Thing]) throws -> String {
        var values = things.map { thing in
            switch thing {
            case .collection: collection
            case .conversation: conversation
            case .document: document
            case .key: key
            case .suggestion: suggestion
            case .user: ada.id
            case .everybodys(let value): value
            }
        }
        return try route.split(separator: " ")[1].split(separator: "/").map { part in
            guard part.hasPrefix("{") else { return "/\(part)" }
            try #require(!values.isEmpty, "\(route) has more identifiers than its case in IsolationCases.swift")
            return "/\(values.removeFirst())"
        }.joined()
    }

    @Test func nobodyReachesAnothersThings() async throws {
        try await Application(router: makeRouter(parts)).test(.router) { client in
            for route in routes where route.contains("{") {
                guard let attempt = IsolationCase.all[route] else {
                    Issue.record("\(route) is new: add how a stranger tries it to Tests/AppTests/Isolation/IsolationCases.swift")
                    continue
                }
                let response = try await client.execute(
                    uri: try address(of: route, attempt.things),
                    method: .init(rawValue: String(route.prefix { $0 != " " })) ?? .get,
                    headers: [.cookie: "understudy_login=\(cookie)", .contentType: "application/json"],
                    body: ByteBuffer(string: attempt.body))
                #expect(Int(response.status.code) == attempt.status, "\(route)")
                let body = String(buffer: response.body)
                #expect(!body.contains("ada's"), "\(route) tells a stranger of it")
            }
        }
        #expect(try await parts.desk.conversation(conversation, owner: ada.id).title == "")
        #expect(try await parts.desk.repository.messages(of: conversation, owner: ada.id).map(\.content) == ["ada's secret"])
        #expect(try await parts.accounts.keys.list(userID: ada.id).map(\.revokedAt) == [nil])
        #expect(
            try await parts.suggestions.repository.list(owner: ada.id, status: .pending).map(\.content.text) == ["ada's step"])
        #expect(try await parts.accounts.users.user(ada.id) == ada)
        #expect(try await parts.library?.collections.collection(collection)?.name == "ada's papers")
        #expect(try await parts.library?.documents.document(document)?.status == .queued)
    }

    @Test func noListHoldsAnothersThings() async throws {
        try await Application(router: makeRouter(parts)).test(.router) { client in
            for route in routes where !route.contains("{") && route.hasPrefix("GET ") {
                let response = try await client.execute(
                    uri: String(route.dropFirst(4)), method: .get, headers: [.cookie: "understudy_login=\(cookie)"])
                let body = String(buffer: response.body)
                for thing in [collection, document, conversation, message, key, suggestion, ada.id, "ada's"] {
                    #expect(!body.contains(thing), "\(route) tells a stranger of \(thing)")
                }
                #expect(response.status.code < 500, "\(route)")
            }
        }
    }

    @Test func everyCaseIsARoute() {
        let routes = Set(routes)
        for name in IsolationCase.all.keys { #expect(routes.contains(name), "\(name) is gone; take its case away") }
    }
}
