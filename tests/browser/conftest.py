from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
