"""Questions asked in chats: text → question → sentence."""
