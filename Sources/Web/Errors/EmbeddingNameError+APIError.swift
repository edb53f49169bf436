import HTTPTypes
import LanguageModel
import Routing

extension APIError {
    init(_ error: EmbeddingNameError) {
        switch error {
        case .unknown(let name, let nearest):
            let hint = nearest.map { " Did you mean \"\($0)\"?" } ?? ""
            self.init(
                .notFound, "model_not_found", "The model \"\(name.prefix(200))\" does not exist, or makes no embeddings.\(hint)",
                field: "model")
        case .ambiguous(let name, let candidates):
            let names = candidates.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(
                .badRequest, "model_ambiguous", "Several providers have a model \"\(name.prefix(200))\". Say which: \(names).",
                field: "model")
        case .noEmbeddings(let provider, let kind):
            self.init(
                .badRequest, "embeddings_not_supported",
                "The provider \"\(provider)\" (\(kind.label)) has no embeddings. Name a model of an OpenAI-compatible, Gemini or "
                    + "Ollama provider.", field: "model")
        }
    }
}
