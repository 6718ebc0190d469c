package io.nova.agent.host;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;

/** Karaf's features, changed as on a live host: a refresh would restart half of it. */
final class KarafFeatures implements FeatureBox {

    private static final int LONGEST_REASON = 400;

    private final FeaturesService service;

    KarafFeatures(FeaturesService service) {
        this.service = service;
    }

    private static EnumSet<FeaturesService.Option> live() {
        return EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles);
    }

    @Override
    public Set<String> known() {
        return names(service::listFeatures);
    }

    @Override
    public Set<String> required() {
        return names(service::listRequiredFeatures);
    }

    /** What Karaf throws, all of it checked. */
    private interface Listing {
        Feature[] list() throws Exception;
    }

    private static Set<String> names(Listing listing) {
        try {
            return Stream.of(listing.list())
                    .map(Feature::getName)
                    .collect(TreeSet::new, Set::add, Set::addAll);
        } catch (Exception e) {
            throw new IllegalStateException("the features cannot be listed", e);
        }
    }

    @Override
    public void install(Set<String> names) throws FeatureException, InterruptedException {
        change(() -> service.installFeatures(names, live()));
    }

    @Override
    public void uninstall(Set<String> names) throws FeatureException, InterruptedException {
        change(() -> service.uninstallFeatures(names, live()));
    }

    private interface Change {
        void run() throws Exception;
    }

    private static void change(Change change) throws FeatureException, InterruptedException {
        if (Thread.interrupted()) {
            // Once it is given to Karaf nobody stops it, and this process is about to end.
            throw new InterruptedException();
        }
        try {
            change.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new FeatureException(reason(e), e);
        }
    }

    /** The deepest cause tells most; of several the first is enough. */
    private static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null || cause.getSuppressed().length > 0) {
            cause =
                    cause.getCause() != null
                            ? cause.getCause()
                            : Arrays.asList(cause.getSuppressed()).get(0);
        }
        String text = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").strip();
        String whole = text.isEmpty() || text.equals("null") ? cause.toString() : text;
        return whole.length() > LONGEST_REASON ? whole.substring(0, LONGEST_REASON) + "…" : whole;
    }
}
