import Foundation
import Knowledge
import LanguageModel

/// The page on which an admin changes an item, or adds one. It works without script.
struct CatalogueItemView {
    var language: PageLanguage
    var siteName: String
    var catalogue: String
    /// What stands in the form, by ``CatalogueItem/fieldNames``.
    var values: [String: String]
    var isNew: Bool
    /// What is wrong with it, or that it is saved.
    var message: String?
    var isMessageGood = false

    private var words: CatalogueWords { language.catalogueWords }

    func render() -> String {
        let title = isNew ? words.newItem : (values["name"] ?? "")
        let body: HTML = """
            <div class="sheet item"><form method="post" action="/admin/catalogue/item?catalogue=\(catalogue.inQuery)">
            \(field("id", words.identifier, readOnly: !isNew))\(field("name", words.name))
            \(area("description", words.description))\(field("category", words.category, required: false))
            <div class="pair">\(field("price", words.price, type: "number", required: false))\
            \(field("currency", words.currency, required: false))</div>
            \(field("stock", words.stock, type: "number", hint: words.stockHint, required: false))
            \(area("attributes", words.attributes, hint: words.attributesHint))
            \(field("picture_url", words.picture, hint: words.pictureHint, required: false))
            <p class="tick"><input type="checkbox" id="active" name="active" value="true"\(flag: "checked", if: values["active"] == "true")>\
            <label for="active">\(words.active)</label></p>
            <div class="actions"><button type="submit" class="button primary">\(words.save)</button>\(deletion)</div>
            </form></div>
            <p><a href="/admin/catalogue?catalogue=\(catalogue.inQuery)">\(words.title)</a></p>
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .catalogue, title: title,
            notice: message.map { AdminFrame.Notice(text: $0, isGood: isMessageGood) }, body: body
        ).render()
    }

    private var deletion: HTML {
        guard !isNew else { return .empty }
        return """
            <button type="submit" class="button danger" name="action" value="delete" formnovalidate>\(words.delete)</button>
            """
    }

    private func field(
        _ name: String, _ label: String, type: String = "text", hint: String? = nil, required: Bool = true, readOnly: Bool = false
    ) -> HTML {
        let step: HTML = type == "number" ? " min=\"0\" step=\"\(name == "price" ? "any" : "1")\"" : .empty
        return """
            <div class="field"><label for="\(name)">\(label)</label>\
            <input id="\(name)" name="\(name)" type="\(type)" value="\(values[name] ?? "")" dir="auto" autocomplete="off"\(step)\
            \(described(name, hint))\(flag: "required", if: required)\(flag: "readonly", if: readOnly)>\(hinted(name, hint))</div>
            """
    }

    private func area(_ name: String, _ label: String, hint: String? = nil) -> HTML {
        """
        <div class="field"><label for="\(name)">\(label)</label>\
        <textarea id="\(name)" name="\(name)" rows="3" dir="auto"\(described(name, hint))>\(values[name] ?? "")</textarea>\
        \(hinted(name, hint))</div>
        """
    }

    private func described(_ name: String, _ hint: String?) -> HTML {
        hint == nil ? .empty : " aria-describedby=\"\(name)-hint\""
    }

    private func hinted(_ name: String, _ hint: String?) -> HTML {
        guard let hint else { return .empty }
        return "<p class=\"quiet-text\" id=\"\(name)-hint\">\(hint)</p>"
    }
}

extension CatalogueItem {
    /// What ``CatalogueItemView`` shows of it.
    var formValues: [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let json = attributes.isEmpty ? "" : (try? encoder.encode(attributes)).map { String(decoding: $0, as: UTF8.self) }
        return [
            "id": id, "name": name, "description": description, "category": category,
            "price": price.map { String($0).replacing(/\.0$/, with: "") } ?? "",
            "currency": currency ?? "", "stock": stock.map { "\($0)" } ?? "", "attributes": json ?? "",
            "picture_url": picture ?? "", "active": isActive ? "true" : "",
        ]
    }
}
