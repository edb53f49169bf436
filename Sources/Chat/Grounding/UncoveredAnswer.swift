import Knowledge
import LanguageModel

/// What is said, without asking a model, where the documents do not contain what was asked for.
enum UncoveredAnswer {
    /// Whose words these are: nobody's model.
    static let speaker = ModelIdentifier(provider: ProviderKind.builtin.rawValue, model: "documents")

    /// In the question's language, where that is one of those of the pages.
    static func words(for question: String, indexing: Int) -> String {
        let isOne = indexing == 1
        switch QuestionLanguage(of: question) {
        case .english:
            return "The documents do not contain an answer to this."
                + (indexing > 0
                    ? " \(isOne ? "One document is" : "\(indexing) documents are") still being read; it may be there. Please ask again shortly."
                    : "")
        case .german:
            return "Die Dokumente enthalten dazu keine Antwort."
                + (indexing > 0
                    ? " \(isOne ? "Ein Dokument wird" : "\(indexing) Dokumente werden") noch gelesen; vielleicht steht es dort. Bitte frage gleich noch einmal."
                    : "")
        case .chinese:
            return "文档中没有这个问题的答案。" + (indexing > 0 ? "还有 \(indexing) 份文档正在读取，答案可能在其中，请稍后再问。" : "")
        case .arabic:
            return "لا تحتوي الوثائق على إجابة عن هذا السؤال."
                + (indexing > 0
                    ? " ما زالت قراءة الوثائق جارية (عددها \(indexing))، وقد تكون الإجابة فيها. يرجى السؤال مرة أخرى بعد قليل."
                    : "")
        }
    }

    static func answer(to ask: Ask, on ground: Ground, latency: Duration) -> Answer {
        let question = ask.request.messages.last { $0.role == .user }?.text ?? ""
        let text = words(for: question, indexing: ground.found.indexing)
        var answer = Answer(
            text: text, model: speaker, finishReason: .stop, usage: Usage(), attempts: [], firstContentLatency: latency,
            latency: latency)
        answer.grounding = ground.grounding(of: text)
        return answer
    }
}
