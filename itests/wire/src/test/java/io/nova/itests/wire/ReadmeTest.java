package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The first instance of the README, typed as it stands there. */
@ExtendWith(RealCloud.class)
class ReadmeTest {

    private static final String INDENT = "    ";

    @TempDir private Path folder;

    private final Guests guests;

    ReadmeTest(Guests guests) {
        this.guests = guests;
    }

    @Test
    void tenLinesOfTheReadmeLeadIntoAGuest() throws IOException {
        Cloud cloud = guests.cloud();
        List<String> lines = firstInstance();
        assertTrue(lines.size() <= 10, lines::toString);
        Files.createSymbolicLink(folder.resolve("nova"), Cloud.repository().resolve("nova"));
        // In namespaces a program finds itself in the root.
        String typed = "cd " + folder + "\n" + String.join("\n", lines) + "\necho \"$id\"\n";
        Command.Result result =
                cloud.operator(Files.writeString(folder.resolve("typed.sh"), typed))
                        .within(Duration.ofMinutes(5))
                        .run()
                        .ok();
        assertTrue(result.out().contains("\nLinux "), result::toString);
        String id = result.out().strip().replaceAll("(?s).*\n", "");
        Guest guest = new Guest(cloud, id, folder);
        assertTrue(guest.console("hello from user-data", 1).contains(Guest.READY));
        guests.terminate(guest);
    }

    @AfterEach
    void letNobodyIn() {
        guests.ssh("revoke-security-group-ingress", "default");
    }

    private static List<String> firstInstance() throws IOException {
        List<String> readme = Files.readAllLines(Cloud.repository().resolve("README.md"));
        return readme.stream()
                .dropWhile(line -> !line.equals("## The first instance"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith(INDENT))
                .map(line -> line.substring(INDENT.length()))
                .toList();
    }
}
