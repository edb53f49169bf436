/// The settings page. It works without script: each control is a form of its own, and holds as soon as it is used.
package struct SettingsPageView {
    private let page: SettingsPage
    private let assets: AssetCatalogue
    private var words: ModelWords { page.language.words.models }

    package init(page: SettingsPage, assets: AssetCatalogue = .shared) {
        self.page = page
        self.assets = assets
    }

    package func render() -> String {
        let body: HTML = """
            <main class="settings">
            <p><a class="quiet back" href="/">\(Icon.back.html)\(words.backToChat)</a></p>
            <h1>\(words.settings)</h1>
            \(notice)
            <section aria-labelledby="ai-title"><h2 id="ai-title">\(words.aiSettings)</h2>
            \(page.models.isEmpty ? .empty : defaultModel)
            \(cloud)
            \(reset)
            </section>
            \(page.privacy.map { PrivacySectionView(section: $0, language: page.language).html } ?? .empty)
            </main>
            """
        return Document(
            language: page.language, title: "\(words.settings) · \(page.assistantName)", assets: assets, scripts: [], body: body
        ).render()
    }

    private var notice: HTML {
        guard let saved = page.saved else { return .empty }
        let text =
            switch saved {
            case .cloud: page.cloudDisabled ? words.savedCloudOff : words.savedCloudOn
            case .model: words.savedModel
            case .reset: words.savedReset
            }
        return """
            <p class="notice saved" role="status">\(text)</p>
            """
    }

    private var defaultModel: HTML {
        let groups = ModelSelector.groups(of: page.models).map { provider, models -> HTML in
            """
            <optgroup label="\(provider)">\(models.map(option))</optgroup>
            """
        }
        return """
            <form class="setting" method="post" action="/settings"><input type="hidden" name="change" value="model">
            <div><h3><label for="default-model">\(words.defaultModelTitle)</label></h3>
            <p class="quiet-text" id="default-model-text">\(words.defaultModelText)</p></div>
            <div class="choice"><select id="default-model" name="model" aria-describedby="default-model-text" dir="auto">\
            <option value="">\(words.assistantsModel)</option>\(absent)\(groups)</select>\
            <button type="submit" class="button"\(flag: "autofocus", if: page.saved == .model)>\(words.save)</button></div>
            </form>
            """
    }

    /// The default when it is none of the models that may be asked now.
    private var absent: HTML {
        guard let model = page.defaultModel, !page.models.contains(where: { $0.id == model }) else { return .empty }
        return """
            <option selected disabled>\(model) – \(page.language.words.modelOut)</option>
            """
    }

    private func option(_ model: ModelSelector.Option) -> HTML {
        """
        <option value="\(model.id)"\(flag: "selected", if: model.id == page.defaultModel)>\
        \(model.name)\(model.isLocal ? " (\(words.local))" : "")</option>
        """
    }

    private var cloud: HTML {
        """
        <form class="setting" method="post" action="/settings"><input type="hidden" name="change" value="cloud">
        <div><h3 id="cloud-title">\(words.disableCloud)</h3>
        <p class="quiet-text" id="cloud-text">\(words.disableCloudText)</p>
        \(remark)</div>
        <button type="submit" class="switch" role="switch" aria-checked="\(page.cloudDisabled ? "true" : "false")" \
        aria-labelledby="cloud-title" aria-describedby="cloud-text" name="disabled" \
        value="\(page.cloudDisabled ? "false" : "true")"\(flag: "disabled", if: page.isSetByServer)\
        \(flag: "autofocus", if: page.saved == .cloud)><span class="knob"></span></button>
        </form>
        """
    }

    private var remark: HTML {
        let server: HTML = page.isSetByServer ? "<p class=\"remark\">\(words.setByServer)</p>" : .empty
        let nobody: HTML = page.cloudDisabled && !page.hasLocalModel ? "<p class=\"remark\">\(words.cloudBlocked)</p>" : .empty
        return "\(server)\(nobody)"
    }

    private var reset: HTML {
        """
        <form class="setting" method="post" action="/settings"><input type="hidden" name="change" value="reset">
        <div><h3 id="reset-title">\(words.reset)</h3><p class="quiet-text" id="reset-text">\(words.resetText)</p></div>
        <button type="submit" class="button" aria-describedby="reset-text"\(flag: "autofocus", if: page.saved == .reset)>\
        \(words.reset)</button>
        </form>
        """
    }
}
