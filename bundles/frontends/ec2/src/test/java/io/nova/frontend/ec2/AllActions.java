package io.nova.frontend.ec2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every action that the bundle has, found by its class and made of the services that it needs. */
final class AllActions {

    private static final String ACTIONS = "io/nova/frontend/ec2/action";

    private AllActions() {}

    /**
     * @param calls notes what the actions ask of the services
     * @param services among them one of each type that an action's constructor takes
     */
    static List<Ec2Action> of(Calls calls, Object... services) {
        List<Ec2Action> actions = new ArrayList<>();
        for (String name : classes()) {
            actions.add(make(name, calls, services));
        }
        return actions;
    }

    /** Returns the names of the classes, in their order. */
    static List<String> classes() {
        try (Stream<Path> files = Files.walk(root().resolve(ACTIONS))) {
            return List.copyOf(
                    new TreeSet<>(
                            files.map(file -> root().relativize(file).toString())
                                    .filter(file -> file.endsWith("Action.class"))
                                    .map(file -> file.replace(".class", "").replace('/', '.'))
                                    .toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the folder of the bundle's classes. */
    static Path root() {
        try {
            URI classes =
                    Ec2Action.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(classes);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Ec2Action make(String name, Calls calls, Object... services) {
        try {
            Constructor<?>[] constructors = Class.forName(name).getConstructors();
            if (constructors.length != 1) {
                throw new IllegalStateException(name + " has no single public constructor");
            }
            Object[] arguments =
                    Arrays.stream(constructors[0].getParameterTypes())
                            .map(type -> calls.noted(type, service(name, type, services)))
                            .toArray();
            return (Ec2Action) constructors[0].newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static Object service(String action, Class<?> type, Object... services) {
        return Arrays.stream(services)
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "TestCloud has no %s for %s".formatted(type, action)));
    }
}
