import HTTPTypes
import Chat
import LanguageModel
import Routing

/// What may stand as `model` in the OpenAI-compatible API: an assistant, a chain, or one model of a chain.
struct ModelNames: Sendable {
    let directory: ChainDirectory
    let assistants: AssistantDirectory

    /// - Parameter standing: the smallest audience that whoever asks belongs to.
    /// - Throws: ``APIError`` 404 naming the nearest known name.
    func resolve(_ name: String, for standing: Audience) throws -> (chain: Chain, assistant: Assistant?) {
        if let assistant = assistants.assistant(name, for: standing), let chain = directory[assistant.chain] {
            return (chain, assistant)
        }
        if let chain = directory.resolve(name) { return (chain, nil) }
        let hint = nearest(to: name, in: all(for: standing).map(\.id)).map { " Did you mean \"\($0)\"?" } ?? ""
        throw APIError(.notFound, "model_not_found", "The model \"\(name.prefix(200))\" does not exist.\(hint)", field: "model")
    }

    /// Every name with who stands behind it.
    func all(for standing: Audience) -> [(id: String, owner: String)] {
        assistants.all(for: standing).map { ($0.id, "understudy") } + directory.all.map { ($0.name, "understudy") }
            + directory.models.map { ($0.id.description, $0.id.provider) }
    }
}
