import Chat
import Foundation
import LanguageModel

/// What an assistant was, version by version, each of which can count again.
struct AssistantVersionsView {
    let words: AssistantAdminWords
    let id: String
    /// The newest first.
    let versions: [AssistantVersion]
    let isDeleted: Bool
    /// Of those who made them, by identifier.
    let names: [String: String]

    var html: HTML {
        let rows = versions.enumerated().map { index, version in
            row(version, before: index + 1 < versions.count ? versions[index + 1] : nil, isCurrent: index == 0 && !isDeleted)
        }
        return """
            <ol class="assistant-list versions" role="list">\(rows)</ol>
            <p><a class="button" href="/admin/assistants">\(words.cancel)</a></p>
            """
    }

    private func row(_ version: AssistantVersion, before: AssistantVersion?, isCurrent: Bool) -> HTML {
        let moment = AvailabilityDocument.date(version.createdAt)
        let who = version.createdBy.map { names[$0] ?? $0 } ?? words.unknownAuthor
        return """
            <li><div class="about"><p class="called">\(Words.fill(words.version, ["number": String(version.number)])) · \
            \(words.change(version.change))\(isCurrent ? current : .empty)</p>\
            <p class="quiet-text"><time datetime="\(moment)">\(moment.replacing("T", with: " ").replacing("Z", with: " UTC"))</time> · \
            <bdi>\(who)</bdi></p>\(difference(version, before))</div>\(isCurrent ? .empty : restore(version))</li>
            """
    }

    private var current: HTML { " <span class=\"badge\">\(words.current)</span>" }

    private func difference(_ version: AssistantVersion, _ before: AssistantVersion?) -> HTML {
        guard let before else { return .empty }
        let fields = words.fields(changedFrom: before.assistant, to: version.assistant)
        return fields.isEmpty ? .empty : "<p class=\"quiet-text\">\(fields.joined(separator: ", "))</p>"
    }

    private func restore(_ version: AssistantVersion) -> HTML {
        """
        <form class="actions" method="post" action="/admin/assistants/\(id)/versions/\(String(version.number))">\
        <button type="submit" class="button" aria-label="\(words.restore): \
        \(Words.fill(words.version, ["number": String(version.number)]))">\(words.restore)</button></form>
        """
    }
}
