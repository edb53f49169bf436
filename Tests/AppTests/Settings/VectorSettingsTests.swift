import Knowledge
import LanguageModel
import Testing

@testable import App

@Suite struct VectorSettingsTests {
    private func vectors(_ yaml: String, _ environment: [String: String] = [:]) throws -> Settings.Vectors {
        try load(yaml, environment).settings.vectors
    }

    private func place(_ yaml: String, _ environment: [String: String] = [:]) throws -> Settings.Vectors.Place {
        let vectors = try vectors(yaml, environment)
        return try #require(vectors.places[vectors.store])
    }

    @Test func vectorsStayInTheDataFolderUnlessSomethingElseIsSaid() throws {
        #expect(try vectors("").store == .exact)
        #expect(try vectors("database: postgres://u@h/d").store == .exact)
        #expect(try vectors("", ["PINECONE_API_KEY": "k"]).store == .exact)
    }

    @Test func theDocumentsOwnNamesReachTheirStoreAndNoOther() throws {
        let environment = ["QDRANT_URL": "http://localhost:6333/", "QDRANT_API_KEY": "q", "PINECONE_API_KEY": "p"]
        let qdrant = try vectors("", environment)
        #expect(qdrant.store == .qdrant)
        #expect(qdrant.places[.qdrant] == .init(url: Secret("http://localhost:6333"), apiKey: Secret("q")))
        let pinecone = try vectors("knowledge: { vectors: { store: pinecone, index: passages } }", environment)
        #expect(pinecone.places[.pinecone] == .init(apiKey: Secret("p"), index: "passages"))
        #expect(pinecone.places[.qdrant]?.apiKey == Secret("q"))
    }

    @Test func whatIsSaidOfTheChosenStoreHolds() throws {
        let yaml = "knowledge: { vectors: { store: qdrant, url: http://10.0.0.5:6333, api_key: own, index: team } }"
        let place = try place(yaml, ["QDRANT_URL": "http://localhost:6333", "QDRANT_API_KEY": "q"])
        #expect(place == .init(url: Secret("http://10.0.0.5:6333"), apiKey: Secret("own"), index: "team"))
    }

    @Test func pgvectorTakesTheConfiguredDatabase() throws {
        let yaml = "knowledge: { vectors: { store: pgvector } }\ndatabase: "
        #expect(try place(yaml + "postgres://u:p@h/d").url == Secret("postgres://u:p@h/d"))
        #expect(try problems(yaml + "sqlite").first?.contains("knowledge.vectors.url must be postgres://") == true)
        let own = "knowledge: { vectors: { store: pgvector, url: 'postgres://other/d', index: hnsw } }"
        #expect(try place(own) == .init(url: Secret("postgres://other/d"), index: "hnsw"))
    }

    @Test(arguments: [
        ("{ store: pinecone, index: a }", "set PINECONE_API_KEY"),
        ("{ store: pinecone, api_key: k }", "needs knowledge.vectors.index"),
        ("{ store: qdrant }", "must say where Qdrant is"),
        ("{ store: qdrant, url: 'ftp://x' }", "must say where Qdrant is"),
        ("{ store: pgvector, url: 'postgres://h/d', index: fast }", "must be exact or hnsw"),
        ("{ store: quadrant }", "did you mean \"qdrant\"?"),
        ("{ stor: exact }", "did you mean"),
    ]) func whatCannotBeIsNamed(_ vectors: String, _ words: String) throws {
        let found = try problems("knowledge: { vectors: \(vectors) }")
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }

    @Test func whereNothingMayLeaveNoVectorDoes() throws {
        let rule = "routing: { cloud: disabled }\nknowledge: { vectors: "
        #expect(try problems(rule + "{ store: pinecone, api_key: k, index: a } }").first?.contains("not local") == true)
        #expect(try problems(rule + "{ store: qdrant, url: 'https://x.qdrant.io' } }").first?.contains("not local") == true)
        #expect(try problems(rule + "{ store: qdrant, url: 'http://localhost:6333' } }").isEmpty)
    }

    @Test func addressesAndKeysAreNeverShown() throws {
        let yaml = "knowledge: { vectors: { store: pgvector, url: 'postgres://u:hush@h/d', api_key: hush } }"
        #expect(try !load(yaml, ["QDRANT_API_KEY": "hush", "PINECONE_API_KEY": "hush"]).rendered.contains("hush"))
    }

    @Test func theEmbeddingModelIsOneOfAProvider() throws {
        let yaml = "knowledge: { embeddings: { model: 'openai:text-embedding-3-small', dimensions: 512 } }"
        #expect(try vectors(yaml).embedding == EmbeddingChoice(model: "openai:text-embedding-3-small", dimensions: 512))
        #expect(try vectors("").embedding == nil)
        #expect(try problems("knowledge: { embeddings: { model: small } }").first?.contains("no provider:model") == true)
    }
}
