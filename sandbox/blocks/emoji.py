"""The emoji that the page can draw: Slack's short name → the character. Any other name is shown as `:name:`."""

from __future__ import annotations

from collections.abc import Mapping

EMOJI: Mapping[str, str] = {
    "+1": "👍", "-1": "👎", "thumbsup": "👍", "thumbsdown": "👎", "wave": "👋", "tada": "🎉", "clap": "👏",
    "pray": "🙏", "eyes": "👀", "raised_hands": "🙌", "muscle": "💪", "ok_hand": "👌", "point_right": "👉",
    "handshake": "🤝",
    "smile": "😄", "slightly_smiling_face": "🙂", "thinking_face": "🤔", "heart": "❤️", "fire": "🔥", "rocket": "🚀",
    "star": "⭐", "sparkles": "✨", "zap": "⚡", "bulb": "💡", "bell": "🔔", "no_bell": "🔕", "mega": "📣", "zzz": "💤",
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️", "x": "❌", "no_entry": "⛔",
    "no_entry_sign": "🚫", "warning": "⚠️", "rotating_light": "🚨", "question": "❓", "exclamation": "❗",
    "information_source": "ℹ️", "red_circle": "🔴", "large_orange_circle": "🟠", "large_yellow_circle": "🟡",
    "large_green_circle": "🟢", "large_blue_circle": "🔵", "white_circle": "⚪", "black_circle": "⚫",
    "large_green_square": "🟩", "large_yellow_square": "🟨", "large_red_square": "🟥", "white_large_square": "⬜",
    "small_blue_diamond": "🔹", "arrow_up": "⬆️", "arrow_down": "⬇️", "arrow_right": "➡️", "arrow_left": "⬅️",
    "arrow_upper_right": "↗️", "arrow_lower_right": "↘️", "chart_with_upwards_trend": "📈",
    "chart_with_downwards_trend": "📉", "bar_chart": "📊", "calendar": "📆", "date": "📅", "spiral_calendar_pad": "🗓️",
    "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "alarm_clock": "⏰", "stopwatch": "⏱️", "clock9": "🕘",
    "construction": "🚧", "lock": "🔒", "unlock": "🔓", "key": "🔑", "link": "🔗", "paperclip": "📎", "pushpin": "📌",
    "memo": "📝", "clipboard": "📋", "email": "📧", "telephone_receiver": "📞", "speech_balloon": "💬",
    "busts_in_silhouette": "👥", "bust_in_silhouette": "👤", "gear": "⚙️", "wrench": "🔧", "mag": "🔍",
    "pause_button": "⏸️", "double_vertical_bar": "⏸️", "arrow_forward": "▶️", "checkered_flag": "🏁",
    "triangular_flag_on_post": "🚩", "seedling": "🌱", "snowflake": "❄️", "sunny": "☀️", "recycle": "♻️", "package": "📦",
}  # fmt: skip
