package io.nova.frontend.shell;

import org.apache.karaf.shell.api.console.Session;

/** Where a command prints. */
final class Screen {

    /** Wide enough for what runs without a terminal, such as a script. */
    private static final int NO_TERMINAL = 160;

    private Screen() {}

    static void print(Table table, boolean json, Session session) {
        int width = session.getTerminal() == null ? 0 : session.getTerminal().getWidth();
        table.print(session.getConsole(), json, width > 0 ? width : NO_TERMINAL);
    }
}
