"""User agents: what browsers, in-app browsers and machines call themselves."""

from __future__ import annotations

import numpy as np

# browser families, their platform, and their share on phones and on computers
ANDROID, IPHONE, DESKTOP = 0, 1, 2
FAMILIES = (
    ("chrome_android", ANDROID), ("samsung", ANDROID), ("firefox_android", ANDROID),
    ("safari_iphone", IPHONE), ("chrome_iphone", IPHONE),
    ("chrome_windows", DESKTOP), ("edge_windows", DESKTOP), ("firefox_windows", DESKTOP),
    ("chrome_mac", DESKTOP), ("safari_mac", DESKTOP), ("firefox_linux", DESKTOP),
)  # fmt: skip
PLATFORM_OF = np.array([platform for _, platform in FAMILIES], dtype=np.int8)
SAFARI = frozenset(i for i, (name, _) in enumerate(FAMILIES) if "safari" in name or "iphone" in name)
WEIGHTS = {
    ANDROID: (0.83, 0.13, 0.04, 0, 0, 0, 0, 0, 0, 0, 0),
    IPHONE: (0, 0, 0, 0.9, 0.1, 0, 0, 0, 0, 0, 0),
    DESKTOP: (0, 0, 0, 0, 0, 0.44, 0.17, 0.1, 0.12, 0.13, 0.04),
}
_MODELS = (
    "SM-S911B", "SM-A546B", "SM-A346B", "SM-G991B", "SM-A155F", "Pixel 7", "Pixel 8a", "Redmi Note 12", "M2101K6G",
    "22101316G", "CPH2447", "V2231", "moto g54 5G", "XQ-DC54", "SM-A127F", "SM-S928B", "23078PND5G", "RMX3830",
)  # fmt: skip
_MAC = "Macintosh; Intel Mac OS X 10_15_7"
_KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


def browser(rng: np.random.Generator, family: int, *, old: bool = False) -> str:
    """The string of one browser of a family; `old` Safari predates Sec-Fetch-Site."""
    name = FAMILIES[family][0]
    chrome = f"{134 + int(rng.integers(0, 12))}.0.0.0"
    fox = f"{134 + int(rng.integers(0, 12))}.0"
    ios = f"{int(rng.integers(14, 16))}_{rng.integers(0, 8)}" if old else f"{rng.integers(17, 20)}_{rng.integers(0, 7)}"
    safari = ios.replace("_", ".")
    iphone = f"Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    samsung = f"SamsungBrowser/{rng.integers(25, 30)}.0 Chrome/{rng.integers(121, 137)}.0.0.0"
    windows = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_KIT} Chrome/{chrome} Safari/537.36"
    strings = {
        "chrome_android": f"Mozilla/5.0 (Linux; Android 10; K) {_KIT} Chrome/{chrome} Mobile Safari/537.36",
        "samsung": f"Mozilla/5.0 (Linux; Android 10; K) {_KIT} {samsung} Mobile Safari/537.36",
        "firefox_android": f"Mozilla/5.0 (Android {rng.integers(12, 16)}; Mobile; rv:{fox}) Gecko/{fox} Firefox/{fox}",
        "safari_iphone": f"{iphone} Version/{safari} Mobile/15E148 Safari/604.1",
        "chrome_iphone": f"{iphone} CriOS/{chrome} Mobile/15E148 Safari/604.1",
        "chrome_windows": windows,
        "edge_windows": f"{windows} Edg/{chrome}",
        "firefox_windows": f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{fox}) Gecko/20100101 Firefox/{fox}",
        "chrome_mac": f"Mozilla/5.0 ({_MAC}) {_KIT} Chrome/{chrome} Safari/537.36",
        "safari_mac": f"Mozilla/5.0 ({_MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{safari} Safari/605.1.15",
        "firefox_linux": f"Mozilla/5.0 (X11; Linux x86_64; rv:{fox}) Gecko/20100101 Firefox/{fox}",
    }
    return strings[name]


def in_app(rng: np.random.Generator, marker: str, platform: int) -> str:
    """The string of the browser inside an application."""
    android_version, model = int(rng.integers(12, 16)), str(rng.choice(_MODELS))
    chrome = f"{rng.integers(132, 145)}.0.{rng.integers(6000, 7400)}.{rng.integers(40, 200)}"
    droid = (
        f"Mozilla/5.0 (Linux; Android {android_version}; {model} Build/UP1A.231005.007; wv) {_KIT} "
        f"Version/4.0 Chrome/{chrome} Mobile Safari/537.36"
    )
    ios = f"{rng.integers(16, 20)}_{rng.integers(0, 7)}"
    apple = f"Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    phone = f"{apple} Mobile/15E148"
    version = f"{rng.integers(420, 500)}.0.0.{rng.integers(20, 70)}.{rng.integers(60, 120)}"
    ios_fb = f"FBAV/{version};FBBV/6{rng.integers(10**7, 10**8)};FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/{ios}"
    insta = f"Instagram {rng.integers(330, 410)}.0.0.{rng.integers(20, 60)}.{rng.integers(70, 120)}"
    snap = f"12.{rng.integers(80, 99)}.0.{rng.integers(20, 60)}"
    line, telegram = f"Line/14.{rng.integers(1, 20)}.0", f"11.{rng.integers(1, 14)}.1"
    wechat = f"MicroMessenger/8.0.{rng.integers(40, 60)}"
    gsa = f"GSA/{rng.integers(340, 390)}.0.{rng.integers(6, 8)}0000000"
    strings = {
        "facebook": (f"{droid} [FB_IAB/FB4A;FBAV/{version};]", f"{phone} [FBAN/FBIOS;{ios_fb}]"),
        "messenger": (f"{droid} [FB_IAB/Orca-Android;FBAV/{version};]", f"{phone} [FBAN/MessengerForiOS;{ios_fb}]"),
        "instagram": (f"{droid} {insta} Android ({android_version + 19}/{android_version}; 420dpi; 1080x2200; {model})",
                      f"{phone} {insta} (iPhone15,2; iOS {ios}; fr_FR; fr; scale=3.00; 1179x2556)"),
        "twitter": (f"{droid} TwitterAndroid", f"{phone} Twitter for iPhone/10.{rng.integers(60, 99)}"),
        "linkedin": (f"{droid} [LinkedInApp]", f"{phone} [LinkedInApp]/9.30.{rng.integers(100, 999)}"),
        "reddit": (f"{droid} Reddit/Version 2025.{rng.integers(1, 40)}.0", f"{phone} Reddit/Version 2025.12.0"),
        "pinterest": (f"{droid} [Pinterest/Android]", f"{phone} [Pinterest/iOS]"),
        "tiktok": (f"{droid} trill_370{rng.integers(100, 999)} BytedanceWebview/d8a21c6",
                   f"{phone} musical_ly_37.{rng.integers(1, 9)}.0 BytedanceWebview/d8a21c6"),
        "snapchat": (f"{droid}Snapchat{snap} ({model}; Android {android_version})",
                     f"{apple} Version/16.0 Mobile/15E148 Safari/604.1 Snapchat/{snap} (like Safari/8614.1)"),
        "line": (f"{droid} {line}/IAB", f"{phone} Safari {line}"),
        "wechat": (f"{droid} {wechat}.2460(0x28003C35) WeChat/arm64 Weixin NetType/WIFI Language/en ABI/arm64",
                   f"{phone} {wechat}(0x1800323c) NetType/WIFI Language/en"),
        "telegram": (f"{droid} Telegram-Android/{telegram} (Samsung {model}; Android {android_version}; SDK 34; HIGH)",
                     f"{phone} Safari/604.1"),
        "whatsapp": (f"{droid} [WA4A/2.25.{rng.integers(1, 36)}.{rng.integers(60, 99)};]",
                     f"{phone} [WAiOS/2.25.{rng.integers(1, 36)}.{rng.integers(60, 99)}]"),
        "google_app": (f"{droid} {gsa}", f"{apple} {gsa} Mobile/15E148 Safari/604.1"),
    }  # fmt: skip
    return strings[marker][0 if platform == ANDROID else 1]


IMESSAGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 "
    "Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
)
FACEBOOK = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
SLACK = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
SLACK_IMAGE = "Slack-ImgProxy (+https://api.slack.com/robots)"
DISCORD = "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"
TELEGRAM = "TelegramBot (like TwitterBot)"
LINKEDIN = "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"
TWITTER = "Twitterbot/1.0"
SKYPE = "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com"
SNAPCHAT = "Mozilla/5.0 (compatible; Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots)"
LINE = "facebookexternalhit/1.1;line-poker/1.0"
MATTERMOST = "Mattermost-Bot/1.1"
SIGNAL = "WhatsApp/2"
VIBER = "Viber"


def whatsapp(rng: np.random.Generator, platform: int) -> str:
    """WhatsApp's own string: the letter says Android, iPhone, web or Windows."""
    letter = {ANDROID: "A", IPHONE: "i", DESKTOP: str(rng.choice(["N", "W"]))}[platform]
    return f"WhatsApp/2.{rng.integers(23, 26)}.{rng.integers(1, 25)}.{rng.integers(0, 99)} {letter}"


CRAWLERS: tuple[tuple[str, str, float], ...] = (
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "66.249.66.", 30),
    ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "40.77.167.", 18),
    (f"Mozilla/5.0 {_KIT}; compatible; GPTBot/1.2; +https://openai.com/gptbot)".replace("Gecko);", "Gecko;"),
     "20.171.207.", 14),
    ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "54.36.148.", 16),
    ("Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)", "185.191.171.", 10),
    ("Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", "216.73.216.", 8),
    ("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "5.255.253.", 4),
    ("Mozilla/5.0 (compatible; OAI-SearchBot/1.0; +https://openai.com/searchbot)", "51.8.102.", 4),
)  # fmt: skip
ASSISTANTS: tuple[tuple[str, str, float], ...] = (
    ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
     "23.98.142.", 80),
    ("Mozilla/5.0 (compatible; Perplexity-User/1.0; +https://perplexity.ai/perplexity-user)", "44.208.221.", 12),
    ("Mozilla/5.0 (compatible; Claude-User/1.0; +Claude-User@anthropic.com)", "216.73.217.", 8),
)  # fmt: skip
MONITOR = "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"
PROBE_AGENTS = ("python-requests/2.31.0", "curl/8.4.0", "Go-http-client/1.1", "Mozilla/5.0 zgrab/0.x", "-")
STALE_BROWSERS = tuple(
    f"Mozilla/5.0 ({system}) {_KIT} Chrome/{version}.0.{build}.{patch} Safari/537.36"
    for system in ("Windows NT 10.0; Win64; x64", "X11; Linux x86_64", _MAC, "Windows NT 6.1; Win64; x64")
    for version, build, patch in ((74, 3729, 169), (90, 4430, 212), (103, 5060, 114), (117, 5938, 92))
)
