import Accounts
import Chat
import Foundation
import HTTPTypes
package import Hummingbird
import LanguageModel
import Routing
import Usage

/// `/admin/prices`: what models cost, for admins. It works without script.
package struct PricePageRoutes: Sendable {
    private let parts: WebParts

    package init(_ parts: WebParts) {
        self.parts = parts
    }

    /// - Parameter group: the pages for admins, behind their gate.
    package func add(to group: RouterGroup<WebContext>) {
        group.get("prices", use: show)
        group.post("prices", use: enter)
    }

    private struct Form: Decodable {
        var model: String
        var valid_from: String?
        var input: String?
        var cached_input: String?
        var cache_write: String?
        var output: String?
        var reasoning: String?
        var audio_input: String?
        var audio_output: String?

        /// What was typed, without spaces around it.
        var typed: PricePageView.Input {
            let prices: [TokenClass: String?] = [
                .input: input, .cachedInput: cached_input, .cacheWrite: cache_write, .output: output, .reasoning: reasoning,
                .audioInput: audio_input, .audioOutput: audio_output,
            ]
            func trimmed(_ text: String?) -> String { (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines) }
            return PricePageView.Input(
                model: trimmed(model), prices: prices.mapValues(trimmed).filter { !$0.value.isEmpty },
                validFrom: trimmed(valid_from))
        }
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        try await parts.prices.load()
        let parameters = request.uri.queryParameters
        var view = try await view(request)
        view.input.model = parameters.get("model") ?? ""
        if parameters.get("entered") != nil {
            view.message = view.language.usageWords.entered
            view.isMessageGood = true
        }
        return .page(view.render())
    }

    @Sendable private func enter(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form: Form = try await request.decodeForm()
        let words = PageLanguage(of: request).usageWords
        var message = words.badMoment
        do {
            let moment = form.typed.validFrom
            let date = moment.isEmpty ? nil : try? Date(moment.prefix(16) + ":00Z", strategy: .iso8601)
            guard moment.isEmpty || date != nil else { throw APIError.invalid("valid_from", "must be a moment") }
            _ = try await PriceForm(
                model: form.typed.model, prices: form.typed.prices, validFrom: date?.timeIntervalSince1970
            ).enter(into: parts.prices, audit: parts.accounts.audit, Visit(request, context))
            return .redirect(to: "/admin/prices?entered=1", type: .normal)
        } catch let error as APIError where error.status == .unprocessableContent {
            if let tokens = error.field.flatMap(TokenClass.init(rawValue:)) {
                message = Words.fill(words.badPrice, ["class": words[tokens]])
            } else if error.field == "model" {
                message = words.badModel
            }
        }
        var view = try await view(request)
        view.input = form.typed
        view.message = message
        return .page(view.render(), status: .unprocessableContent)
    }

    private func view(_ request: Request) async throws -> PricePageView {
        let (book, now) = (parts.prices.book, parts.time.wallClock)
        let current = book.history.filter { book.entry(of: $0.model, at: now)?.id == $0.id }
        let others = book.history.filter { book.entry(of: $0.model, at: now)?.id != $0.id }
        let authors = try await parts.accounts.usageNames(of: book.history.compactMap(\.enteredBy), as: .user)
        func row(_ entry: PriceEntry) -> PricePageView.Row {
            PricePageView.Row(
                model: entry.model.description, prices: entry.prices, validFrom: AvailabilityDocument.date(entry.validFrom),
                enteredBy: entry.enteredBy.map { authors[$0] ?? $0 })
        }
        func rows(configured isInForce: Bool) -> [PricePageView.Row] {
            book.configured.filter { (book.entry(of: $0.key, at: now) == nil) == isInForce }
                .map { PricePageView.Row(model: $0.key.description, prices: $0.value) }.sorted { $0.model < $1.model }
        }
        return PricePageView(
            language: PageLanguage(of: request), siteName: siteName,
            inForce: (current.map(row) + rows(configured: true)).sorted { $0.model < $1.model },
            history: others.map(row) + rows(configured: false),
            unpriced: parts.directory.models.filter { book.prices(of: $0.id, at: now) == nil }.map(\.id.description))
    }

    private var siteName: String { parts.siteName }
}
