import Accounts
import HTTPTypes
import LanguageModel
import Testing

@testable import Web

@Suite struct APIDescriptionTests {
    private let document = APIDescription.document(version: "1.2.3")
    private let operations = APIDescription.areas.flatMap(\.operations)

    @Test func resolvesEveryReference() throws {
        let references = Self.references(in: document)
        #expect(references.count > 10)
        for reference in references {
            var target: JSONValue? = document
            for part in reference.split(separator: "/").dropFirst() { target = target?[String(part)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test func usesEveryShapeThatItNames() {
        let references = Self.references(in: document)
        for (name, _) in APIDescription.areas.flatMap({ Array($0.schemas) }) {
            #expect(references.contains("#/components/schemas/\(name)"), "\(name)")
        }
    }

    @Test func givesEveryOperationAndShapeANameOfItsOwn() {
        let names = operations.map(\.id)
        #expect(names.count == Set(names).count)
        let schemas = APIDescription.areas.flatMap { Array($0.schemas) }.map(\.key)
        #expect(schemas.count == Set(schemas).count)
    }

    @Test func saysEachStatusOfAnOperationOnce() {
        for operation in operations {
            let statuses = operation.answers.map(\.status.code)
            #expect(statuses.count == Set(statuses).count, "\(operation.id)")
            #expect(!statuses.isEmpty && statuses.contains { $0 < 400 }, "\(operation.id)")
        }
    }

    @Test func describesEveryParameterOfEveryPath() {
        for operation in operations {
            let inPath = operation.path.matches(of: /\{(\w+)\}/).map { String($0.1) }
            #expect(inPath == operation.parameters.filter(\.isInPath).map(\.name), "\(operation.id)")
        }
    }

    @Test func namesTheBearerAndWhatItRefuses() throws {
        let post = try #require(document["paths"]?["/v1/chat/completions"]?["post"])
        #expect(post["security"] == [["key": []], ["token": []]])
        for status in ["200", "400", "401", "403", "404", "413", "422", "429", "502", "503", "504"] {
            #expect(post["responses"]?[status] != nil, "\(status)")
        }
        #expect(post["responses"]?["200"]?["content"]?["text/event-stream"] != nil)
        let refused = post["responses"]?["401"]?["description"]?.stringValue
        #expect(refused?.contains("`missing_api_key`") == true && refused?.contains("`invalid_api_key`") == true)
    }

    @Test func namesWhatEachCredentialMayBeRefusedFor() {
        let operation = APIOperation.post("/api/v1/things", id: "t", "T").needing(.key, .token, .session)
        #expect(
            operation.answers.first { $0.status == .unauthorized }?.errors.map(\.code) == [
                "missing_api_key", "invalid_api_key", "token_expired", "invalid_token", "malformed_token", "token_revoked",
                "no_session",
            ])
        #expect(operation.answers.first { $0.status == .forbidden }?.errors.map(\.code) == ["cross_origin"])
    }

    @Test func namesThePermissionThatIsNeeded() {
        let operation = APIOperation.get("/api/v1/things", id: "t", "T").needing(.login).maying(.admin)
        let refused = operation.answers.first { $0.status == .forbidden }
        #expect(refused?.errors.map(\.code) == ["not_allowed"] && refused?.description.contains("`admin`") == true)
        #expect(operation.answers.first { $0.status == .unauthorized }?.errors.map(\.code) == ["login_required", "no_session"])
    }

    @Test func mayTakeABodyOrNone() throws {
        let retry = try #require(document["paths"]?["/api/v1/conversations/{id}/retry"]?["post"])
        #expect(retry["requestBody"]?["required"] == false)
        let login = try #require(document["paths"]?["/login"]?["post"])
        #expect(login["requestBody"]?["required"] == true)
        #expect(login["requestBody"]?["content"]?["application/x-www-form-urlencoded"] != nil)
    }

    @Test func agreesWithTheRoutesItDescribes() {
        let routes = operations.map { "\($0.method) \($0.path)" }
        let others = ["HEAD /health", "OPTIONS /v1/**", "GET /assets/{version}/{name}", "GET /favicon.ico"]
        #expect(APIDescription.disagreements(withRoutes: routes + others).isEmpty)
    }

    @Test func saysWhatToWriteForARouteThatIsNotDescribed() throws {
        let routes = operations.map { "\($0.method) \($0.path)" } + ["POST /api/v1/things/{id}/parts/"]
        let disagreements = APIDescription.disagreements(withRoutes: routes)
        let said = try #require(disagreements.first)
        #expect(disagreements.count == 1)
        #expect(said.contains("POST /api/v1/things/{id}/parts is served and not described."))
        #expect(said.contains(".post(\"/api/v1/things/{id}/parts\", id: "))
        #expect(said.contains(".parameter(\"id\", ") && said.contains(".taking("))
    }

    @Test func saysWhichDescriptionIsLeftOver() throws {
        let routes = operations.map { "\($0.method) \($0.path)" }.filter { $0 != "GET /health" }
        let said = try #require(APIDescription.disagreements(withRoutes: routes).first)
        #expect(said.hasPrefix("GET /health is described") && said.contains("remove the description"))
    }

    private static func references(in value: JSONValue) -> Set<String> {
        switch value {
        case .object(let members):
            let own = members["$ref"]?.stringValue.map { Set([$0]) } ?? []
            return members.values.reduce(own) { $0.union(references(in: $1)) }
        case .array(let elements): return elements.reduce([]) { $0.union(references(in: $1)) }
        default: return []
        }
    }
}
