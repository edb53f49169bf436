package import Chat

/// What a page shows of an assistant.
package struct AssistantFace: Sendable, Hashable {
    package enum Picture: Sendable, Hashable {
        case text(String)
        /// Its address.
        case image(String)
    }

    package var id: String
    package var name: String
    package var picture: Picture
    package var accent: Accent?
    /// Whether it has a picture of its own, and not just its initials.
    package var hasPicture: Bool

    package init(_ assistant: Assistant) {
        id = assistant.id
        name = assistant.name
        accent = assistant.accent
        hasPicture = assistant.picture != nil
        switch assistant.picture {
        case .text(let text): picture = .text(text)
        case .image(let digest): picture = .image("/a/\(assistant.id)/picture?v=\(digest)")
        case nil: picture = .text(assistant.initials)
        }
    }

    /// Beside the name; silent to screen readers, which read that.
    var portrait: HTML {
        switch picture {
        case .text(let text):
            return "<span class=\"portrait\" aria-hidden=\"true\"\(tint)>\(text)</span>"
        case .image(let address):
            return "<img class=\"portrait\" src=\"\(address)\" alt=\"\" width=\"40\" height=\"40\"\(tint)>"
        }
    }

    /// Its own colour, also on another one's page.
    private var tint: HTML { " data-accent=\"\((accent ?? .teal).rawValue)\"" }
}
