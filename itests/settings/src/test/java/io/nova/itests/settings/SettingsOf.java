package io.nova.itests.settings;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.w3c.dom.Element;

/**
 * One configuration file that some bundle reads.
 *
 * @param type the annotation whose methods are the keys
 */
record SettingsOf(String pid, Class<?> type) {

    /** Returns the files of all bundles in the class path, in the order of their PIDs. */
    static List<SettingsOf> all() {
        return Descriptions.all("OSGI-INF/metatype").stream()
                .map(SettingsOf::of)
                .sorted(Comparator.comparing(SettingsOf::pid))
                .toList();
    }

    private static SettingsOf of(Element root) {
        Element file = Descriptions.elements(root, "Designate").get(0);
        Element type = Descriptions.elements(root, "OCD").get(0);
        return new SettingsOf(file.getAttribute("pid"), load(type.getAttribute("id")));
    }

    static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new LinkageError(name, e);
        }
    }

    List<Method> keys() {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }
}
