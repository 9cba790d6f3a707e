package node

import "regexp"

// botAgent recognises the user agents of programs: crawlers, libraries and
// command-line clients.
var botAgent = regexp.MustCompile(`(?i)bot|crawl|spider|slurp|curl|wget|python|java/|java-|okhttp|axios|node|postman|insomnia|go-http|ruby|perl|php|libwww|httpclient|http-client|headless|phantom|scrapy|facebookexternalhit|preview|monitor|fetch|scan|check`)

// IsBot tells whether a user agent is that of a program rather than a person's
// browser.
func IsBot(agent string) bool { return agent != "" && botAgent.MatchString(agent) }
