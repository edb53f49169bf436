import Web

extension SettingsBuilder {
    mutating func rates() -> RequestRates {
        var rates = RequestRates()
        for party in RequestRates.Party.allCases {
            for kind in RequestRates.Kind.allCases {
                if let count = reader.integer(SettingPath(["rates", party.rawValue, kind.rawValue])) {
                    rates[party, kind] = count
                }
            }
        }
        return rates
    }

    mutating func proxies() -> TrustedProxies {
        TrustedProxies(
            (reader.list("server.trusted_proxies") ?? []).compactMap { item in
                let network = ClientAddress.Network(item.text)
                if network == nil {
                    reader.report(
                        item.origin,
                        "server.trusted_proxies: \"\(item.text)\" is no address; write 10.0.0.7, 10.0.0.0/8 or fd00::/8")
                }
                return network
            })
    }
}
