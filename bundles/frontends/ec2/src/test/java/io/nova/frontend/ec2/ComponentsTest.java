package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each action is a component, declares what it is, and is known to the other tests. */
class ComponentsTest {

    @Test
    void everyActionIsRegisteredAndTested() throws Exception {
        Set<String> there = new TreeSet<>(AllActions.classes());
        Set<String> tested = new TreeSet<>();
        try (TestCloud cloud = new TestCloud()) {
            for (Ec2Action action : cloud.actions) {
                tested.add(action.getClass().getName());
                declares(action);
            }
        }
        assertEquals(there, tested);
        for (String action : there) {
            Path xml = AllActions.root().resolve("OSGI-INF/" + action + ".xml");
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
