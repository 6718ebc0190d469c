package io.nova.itests.karaf;

import static java.util.stream.Collectors.toCollection;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/**
 * The distribution from within: what Karaf, the component runtime and the login modules themselves
 * know. Its tests run inside the container; what can be seen from outside is in {@link
 * DistributionTest}.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ContainerTest {

    private static final List<String> ROLES =
            List.of("nova-api", "nova-objectstore", "nova-network", "nova-volume", "nova-compute");
    private static final List<String> NEEDED_BY_OTHERS = List.of("nova-objectstore");
    private static final List<String> DRIVERS =
            List.of(
                    "nova-driver-state-embedded",
                    "nova-driver-messaging-local",
                    "nova-driver-identity-local",
                    "nova-driver-objectstore-filesystem",
                    "nova-driver-hypervisor-simulated",
                    "nova-driver-network-simulated",
                    "nova-driver-volume-simulated");

    /** As an operator does it on a host that serves: nothing but the feature's own goes. */
    private static final EnumSet<FeaturesService.Option> LIVE =
            EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles);

    @Inject private BundleContext context;
    @Inject private FeaturesService features;
    @Inject private ServiceComponentRuntime components;

    @Configuration
    public Option[] distribution() {
        return ExamOptions.distribution(Stream.concat(ROLES.stream(), DRIVERS.stream()).toList());
    }

    @Test
    public void everyBundleIsActiveAndEveryComponentHasWhatItNeeds() throws Exception {
        awaitNothing("bundles that are not active", this::idleBundles);
        awaitNothing("components without what they need", this::unsatisfied);
    }

    @Test
    public void everyFamilyOfDriversIsServed() throws Exception {
        for (String spi :
                List.of(
                        "state.StateDriver",
                        "messaging.MessagingDriver",
                        "identity.IdentityDriver",
                        "objectstore.ObjectStoreDriver",
                        "hypervisor.HypervisorDriver",
                        "network.NetworkDriver",
                        "volume.VolumeDriver")) {
            awaitNothing("services", () -> missing("io.nova.spi." + spi));
            var driver = context.getServiceReference("io.nova.spi." + spi);
            assertNotNull(spi + " has no driver.name", driver.getProperty("driver.name"));
        }
    }

    @Test
    public void everyRoleLeavesAndReturns() throws Exception {
        awaitNothing("components without what they need", this::unsatisfied);
        Set<String> before = bundles();
        for (String role : ROLES) {
            Feature feature = features.getFeature(role);
            features.uninstallFeature(role, LIVE);
            assertFalse(role, features.isRequired(feature));
            // Another role may need the bundles of this one.
            assertEquals(role, NEEDED_BY_OTHERS.contains(role), features.isInstalled(feature));
            assertEquals(role, NEEDED_BY_OTHERS.contains(role), before.equals(bundles()));
            features.installFeature(role, LIVE);
            assertTrue(role, features.isInstalled(feature));
            assertEquals(role, before, bundles());
            awaitNothing("bundles that are not active after " + role, this::idleBundles);
            awaitNothing("components without what they need after " + role, this::unsatisfied);
        }
    }

    @Test
    public void everyDriverInstallsWithoutANetworkAndLeaves() throws Exception {
        Set<String> before = bundles();
        EnumSet<FeaturesService.Option> idle = EnumSet.copyOf(LIVE);
        // Real ones need what is not on every machine: it is enough that they resolve.
        idle.add(FeaturesService.Option.NoAutoStartBundles);
        List<String> others =
                Arrays.stream(features.listFeatures())
                        .map(Feature::getName)
                        .filter(name -> name.startsWith("nova-driver-"))
                        .filter(name -> !DRIVERS.contains(name))
                        .toList();
        assertTrue(others.toString(), others.contains("nova-driver-hypervisor-libvirt"));
        for (String driver : others) {
            features.installFeature(driver, idle);
            assertTrue(driver, installed(driver));
            features.uninstallFeature(driver, idle);
            assertFalse(driver, installed(driver));
            assertEquals(driver, before, bundles());
        }
    }

    @Test
    public void noDriverCutsTheOperatorsSessionWhenItComesOrGoes() throws Exception {
        // With everything refreshed that uses what changed, as a plain feature:uninstall does.
        EnumSet<FeaturesService.Option> refreshing =
                EnumSet.of(FeaturesService.Option.NoAutoStartBundles);
        for (Feature driver : features.listFeatures()) {
            if (driver.getName().startsWith("nova-driver-")
                    && !DRIVERS.contains(driver.getName())) {
                Map<String, BundleWiring> before = shell();
                features.installFeature(driver.getName(), refreshing);
                assertEquals("install " + driver, before, shell());
                features.uninstallFeature(driver.getName(), refreshing);
                assertEquals("uninstall " + driver, before, shell());
            }
        }
    }

    /** What a session hangs on; a refresh gives a bundle another wiring. */
    private Map<String, BundleWiring> shell() {
        Map<String, BundleWiring> wirings = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            String name = bundle.getSymbolicName();
            if (name.contains("jline") || name.contains("sshd") || name.contains(".shell.")) {
                wirings.put(name, bundle.adapt(BundleWiring.class));
            }
        }
        assertTrue(wirings.toString(), wirings.size() > 3);
        return wirings;
    }

    @Test
    public void noPasswordOpensTheShellsRealm() {
        for (String password : List.of("karaf", "nova", "admin", "")) {
            for (String user : List.of("karaf", "nova", "admin")) {
                assertThrows(
                        user + "/" + password, LoginException.class, () -> login(user, password));
            }
        }
    }

    private static void login(String user, String password) throws LoginException {
        new LoginContext(
                        "karaf",
                        callbacks -> {
                            for (Callback callback : callbacks) {
                                if (callback instanceof NameCallback name) {
                                    name.setName(user);
                                } else if (callback instanceof PasswordCallback secret) {
                                    secret.setPassword(password.toCharArray());
                                }
                            }
                        })
                .login();
    }

    @Test
    public void nothingInsideManagesItFromAfar() {
        Set<String> names = bundles();
        for (String unwanted : List.of("management", "deployer", "kar.core", "instance", "http")) {
            assertEquals(
                    List.of(),
                    names.stream()
                            .filter(name -> name.startsWith("org.apache.karaf." + unwanted))
                            .toList());
        }
    }

    private boolean installed(String feature) throws Exception {
        return features.isInstalled(features.getFeature(feature));
    }

    private Set<String> bundles() {
        return Arrays.stream(context.getBundles())
                .map(Bundle::getSymbolicName)
                .collect(toCollection(TreeSet::new));
    }

    private List<String> idleBundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .filter(bundle -> !isFragment(bundle) || bundle.getState() != Bundle.RESOLVED)
                .filter(bundle -> !isLazy(bundle) || bundle.getState() != Bundle.STARTING)
                .map(bundle -> bundle + " in state " + bundle.getState())
                .toList();
    }

    private static boolean isFragment(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private static boolean isLazy(Bundle bundle) {
        return bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
    }

    private List<String> unsatisfied() {
        return components.getComponentDescriptionDTOs().stream()
                .flatMap(each -> components.getComponentConfigurationDTOs(each).stream())
                .filter(each -> each.state != ComponentConfigurationDTO.ACTIVE)
                .filter(each -> each.state != ComponentConfigurationDTO.SATISFIED)
                .map(ContainerTest::text)
                .toList();
    }

    private static String text(ComponentConfigurationDTO component) {
        return component.description.name
                + " in state "
                + component.state
                + ", waits for "
                + Arrays.stream(component.unsatisfiedReferences).map(one -> one.name).toList()
                + (component.failure == null ? "" : ": " + component.failure);
    }

    private List<String> missing(String service) {
        return context.getServiceReference(service) == null ? List.of(service) : List.of();
    }

    /** Waits until there is none of these; the container starts its parts one after the other. */
    private static void awaitNothing(String what, Supplier<List<String>> found) throws Exception {
        long until = System.nanoTime() + 60_000_000_000L;
        List<String> now = found.get();
        while (!now.isEmpty() && System.nanoTime() < until) {
            Thread.sleep(50);
            now = found.get();
        }
        assertEquals(what, List.of(), now);
    }
}
