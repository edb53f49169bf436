import Crypto

/// A file that the page loads, out of the binary.
package struct Asset: Sendable {
    /// Such as `page.css`.
    package let name: String
    package let contentType: String
    package let bytes: [UInt8]
    /// A strong entity tag, quotes included.
    package let etag: String

    init(_ name: String, _ contentType: String, _ bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
        self.etag = "\"\(Self.hex(SHA256.hash(data: bytes)))\""
    }

    /// The first 16 digits.
    fileprivate static func hex(_ digest: some Sequence<UInt8>) -> String {
        digest.prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}

/// Every file that the page loads, sorted by name; to add one, put it into `Pages` and here.
///
/// They are served under one folder named after the content of them all, `/assets/<version>/<name>`, so that they may be
/// cached for good (`cacheControl`) while modules still import one another by plain relative names.
package struct AssetCatalogue: Sendable {
    package static let shared = AssetCatalogue([
        Asset("account.css", style, PackageResources.account_css),
        Asset("admin.css", style, PackageResources.admin_css),
        Asset("admin.js", script, PackageResources.admin_js),
        Asset("answer.js", script, PackageResources.answer_js),
        Asset("api.js", script, PackageResources.api_js),
        Asset("app.js", script, PackageResources.app_js),
        Asset("assistants.css", style, PackageResources.assistants_css),
        Asset("authorize.js", script, PackageResources.authorize_js),
        Asset("availability.js", script, PackageResources.availability_js),
        Asset("base.css", style, PackageResources.base_css),
        Asset("catalogue.css", style, PackageResources.catalogue_css),
        Asset("chat.js", script, PackageResources.chat_js),
        Asset("chats.css", style, PackageResources.chats_css),
        Asset("chats.js", script, PackageResources.chats_js),
        Asset("composer.js", script, PackageResources.composer_js),
        Asset("connect.js", script, PackageResources.connect_js),
        Asset("docs.css", style, PackageResources.docs_css),
        Asset("docs.js", script, PackageResources.docs_js),
        Asset("documents.css", style, PackageResources.documents_css),
        Asset("documents.js", script, PackageResources.documents_js),
        Asset("drawer.js", script, PackageResources.drawer_js),
        Asset("evaluations.css", style, PackageResources.evaluations_css),
        Asset("icon.svg", "image/svg+xml", PackageResources.icon_svg),
        Asset("limits.css", style, PackageResources.limits_css),
        Asset("limits.js", script, PackageResources.limits_js),
        Asset("log.js", script, PackageResources.log_js),
        Asset("message.css", style, PackageResources.message_css),
        Asset("models.css", style, PackageResources.models_css),
        Asset("page.js", script, PackageResources.page_js),
        Asset("panels.css", style, PackageResources.panels_css),
        Asset("quote.js", script, PackageResources.quote_js),
        Asset("runner.js", script, PackageResources.runner_js),
        Asset("scroll.js", script, PackageResources.scroll_js),
        Asset("search.js", script, PackageResources.search_js),
        Asset("selector.js", script, PackageResources.selector_js),
        Asset("source.js", script, PackageResources.source_js),
        Asset("sources.css", style, PackageResources.sources_css),
        Asset("suggestions.css", style, PackageResources.suggestions_css),
        Asset("suggestions.js", script, PackageResources.suggestions_js),
        Asset("tooltip.js", script, PackageResources.tooltip_js),
        Asset("transfer.js", script, PackageResources.transfer_js),
        Asset("usage.css", style, PackageResources.usage_css),
        Asset("versions.js", script, PackageResources.versions_js),
    ])

    package static let cacheControl = "public, max-age=31536000, immutable"

    private static let script = "text/javascript; charset=utf-8"
    private static let style = "text/css; charset=utf-8"

    package let assets: [Asset]
    /// Changes with any byte of any file.
    package let version: String

    /// The modules that each script imports by itself.
    private let imports: [String: [String]]

    private init(_ assets: [Asset]) {
        self.assets = assets
        self.imports = Dictionary(
            assets.filter { $0.contentType == Self.script }.map { script in
                let text = String(decoding: script.bytes, as: UTF8.self)
                return (script.name, text.matches(of: /from "\.\/([a-z.]+)"/).map { String($0.1) })
            }, uniquingKeysWith: { first, _ in first })
        self.version = Asset.hex(SHA256.hash(data: Array(assets.map { $0.name + $0.etag }.joined().utf8)))
    }

    /// The address of an asset, from the root of the site.
    package func path(_ name: String) -> String {
        "/assets/\(version)/\(name)"
    }

    /// The asset at `/assets/<version>/<name>`. An older or newer version's address gets today's file, which must then not
    /// be cached for good: compare `version`.
    package func asset(named name: String) -> Asset? {
        assets.first { $0.name == name }
    }

    /// All scripts, of whatever page.
    var scripts: [Asset] { assets.filter { $0.contentType == Self.script } }
    /// The styles that every page loads: all but those of a few pages alone.
    var styles: [Asset] { assets.filter { $0.contentType == Self.style && !Self.apart.contains($0.name) } }

    private static let apart: Set<String> = [
        "admin.css", "suggestions.css", "docs.css", "documents.css", "evaluations.css", "usage.css",
    ]

    /// The module `entry` and all that it imports, directly or not, sorted by name: what its page preloads.
    func modules(of entry: String) -> [Asset] {
        var found: [String: Asset] = [:]
        var wanted = [entry]
        while let name = wanted.popLast() {
            guard found[name] == nil, let module = asset(named: name) else { continue }
            found[name] = module
            wanted += imports[name] ?? []
        }
        return found.values.sorted { $0.name < $1.name }
    }
}
