package io.nova.frontend.shell;

/**
 * Ends a command with a status that scripts see, and says no more than it is told to. The shell
 * knows it by its name: others it prints, and logs with where they come from.
 */
public final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what is printed; empty if everything was said
     */
    public CommandException(String message) {
        super(message);
    }

    /** Returns what the shell prints. */
    public String getNiceHelp() {
        return String.valueOf(getMessage());
    }
}
