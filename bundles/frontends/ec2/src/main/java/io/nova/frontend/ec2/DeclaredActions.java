package io.nova.frontend.ec2;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The actions that this bundle has, whether or not their components are active. While a process
 * starts or a manager is exchanged some are not: who asks for one of these asked for nothing wrong.
 */
final class DeclaredActions {

    /** An action's component is a class of its name: {@code ComponentsTest} holds all to that. */
    private static final Pattern COMPONENT =
            Pattern.compile(
                    "OSGI-INF/io\\.nova\\.frontend\\.ec2\\.action\\.(?:\\w+\\.)*(\\w+)Action\\.xml");

    private DeclaredActions() {}

    /**
     * Returns their names.
     *
     * @param components the bundle's header {@code Service-Component}
     */
    static Set<String> of(@Nullable String components) {
        Set<String> names = new TreeSet<>();
        if (components != null) {
            COMPONENT.matcher(components).results().forEach(one -> names.add(one.group(1)));
        }
        return names;
    }
}
