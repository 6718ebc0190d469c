package io.nova.itests.cluster;

import io.nova.itests.cloud.Command;
import java.util.List;
import java.util.regex.Pattern;

/** What the cloud's own check says of all its records. */
final class Fsck {

    private static final Pattern WELL = Pattern.compile("\\d+ records, 0 findings");
    private static final Pattern FRAME = Pattern.compile("FAULT +SUBJECT .*|\\d+ records, .*|");

    private Fsck() {}

    /** Checks the live cloud by the shell of a controller; returns what is wrong, in lines. */
    static List<String> of(Host controller) {
        return wrong(controller.cloud().nova("shell", "nova:fsck"));
    }

    static List<String> wrong(Command.Result said) {
        List<String> lines = said.out().lines().map(String::strip).toList();
        List<String> told = lines.stream().filter(line -> !FRAME.matcher(line).matches()).toList();
        boolean well =
                said.exit() == 0 && lines.stream().anyMatch(line -> WELL.matcher(line).matches());
        if (!well && told.isEmpty()) {
            told = List.of("ended with " + said.exit() + ": " + said.err().strip());
        }
        return told.stream().map(line -> "nova:fsck: " + line).toList();
    }
}
