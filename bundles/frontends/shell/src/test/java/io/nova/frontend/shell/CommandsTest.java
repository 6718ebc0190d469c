package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.junit.jupiter.api.Test;

/** What holds for every command. */
class CommandsTest {

    @Test
    void everyCommandIsNamedAfterItsClassAndGivesAnExampleOfItself() throws Exception {
        URI classes = Table.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        List<String> names;
        try (Stream<Path> files = Files.list(Path.of(classes).resolve("io/nova/frontend/shell"))) {
            names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Command.class"))
                            .map(name -> name.replace(".class", ""))
                            .toList();
        }
        assertTrue(names.size() >= 16, names.toString());
        for (String name : names) {
            Class<?> type = Class.forName("io.nova.frontend.shell." + name);
            Command command = type.getAnnotation(Command.class);
            String words =
                    name.replace("Command", "")
                            .replaceAll("(?<=[a-z])([A-Z])", "-$1")
                            .toLowerCase(java.util.Locale.ROOT);
            assertEquals("nova", command.scope());
            assertEquals(words, command.name());
            assertTrue(
                    command.description().contains("Example: nova:" + words),
                    command.description());
        }
    }
}
