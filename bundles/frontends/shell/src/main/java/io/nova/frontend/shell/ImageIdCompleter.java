package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.image.ImageService;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes the ids of images. */
@Service
public final class ImageIdCompleter implements Completer {

    @Reference CallerResolver callers;
    @Reference ImageService images;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        images.describe(Operator.context(callers), List.of(), one -> true, "", 1000)
                .items()
                .forEach(image -> ids.getStrings().add(image.id().value()));
        return ids.complete(session, line, candidates);
    }
}
