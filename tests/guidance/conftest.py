from tests.desk.conftest import _quick_passwords, account_of, axe, browser, city, home, page, shoot, sign_in, signed_in  # noqa: F401
