package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each action is a component, declares what it is, and is known to the other tests. */
class ComponentsTest {

    @Test
    void everyActionIsRegisteredAndTested() throws Exception {
        URI classes = Ec2Action.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path actions = Path.of(classes).resolve("io/nova/frontend/ec2/action");
        Set<String> there;
        try (Stream<Path> files = Files.list(actions)) {
            there =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Action.class"))
                            .map(name -> name.replace(".class", ""))
                            .collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> tested = new TreeSet<>();
        try (TestCloud cloud = new TestCloud()) {
            for (Ec2Action action : cloud.actions) {
                tested.add(action.getClass().getSimpleName());
                declares(action);
            }
        }
        assertEquals(there, tested);
        for (String action : there) {
            Path xml =
                    Path.of(classes)
                            .resolve("OSGI-INF/io.nova.frontend.ec2.action." + action + ".xml");
            String text = Files.readString(xml);
            assertTrue(text.contains("interface=\"" + Ec2Action.class.getName() + "\""), text);
        }
    }

    private static void declares(Ec2Action action) {
        ActionSpec spec = action.spec();
        assertEquals(action.getClass().getSimpleName(), spec.name() + "Action");
        assertEquals("ec2:" + spec.name(), spec.permission());
        assertNotNull(spec.resource());
        boolean reads = spec.name().matches("(Describe|Get)[A-Z].*");
        assertEquals(reads, !spec.mutates(), spec.name());
        assertFalse(spec.parameters().isEmpty(), "takes something: " + spec.name());
    }
}
